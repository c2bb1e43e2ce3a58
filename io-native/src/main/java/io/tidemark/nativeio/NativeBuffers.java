package io.tidemark.nativeio;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Views of native addresses as buffers. */
public final class NativeBuffers {
    private NativeBuffers() {}

    /**
     * A direct buffer over {@code length} bytes at {@code address}, in native byte order, position 0. It owns nothing
     * and checks nothing: once the memory is unmapped, touching the buffer crashes the JVM. Whoever hands it out keeps
     * the memory alive.
     *
     * @param address a native address, not 0
     * @param length in bytes, not negative
     * @throws IllegalArgumentException if the address is 0 or the length negative
     */
    public static ByteBuffer view(long address, int length) {
        if (address == 0 || length < 0) {
            throw new IllegalArgumentException(
                    "No memory of " + length + " bytes at address 0x" + Long.toHexString(address));
        }
        return new Pointer(address).getByteBuffer(0, length).order(ByteOrder.nativeOrder());
    }

    /**
     * The address of a direct buffer's first byte, whatever its position.
     *
     * @throws IllegalArgumentException if the buffer is on the heap
     */
    public static long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("A buffer on the heap has no address");
        }
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
