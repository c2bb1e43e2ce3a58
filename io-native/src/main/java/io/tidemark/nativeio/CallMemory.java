package io.tidemark.nativeio;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for the structures of a system call: small, zero-filled, a direct buffer of the JVM's, which counts it as such
 * ({@code -XX:MaxDirectMemorySize}). A mapping of its own, as {@link NativeMemory} is, would take two more calls, which
 * wait while another thread populates or unmaps: too much for what opens a file.
 */
final class CallMemory implements AutoCloseable {
    private final ByteBuffer buffer;
    private final long address;

    private CallMemory(ByteBuffer buffer) {
        this.buffer = buffer;
        this.address = NativeBuffers.address(buffer);
    }

    static CallMemory allocate(int lengthBytes) {
        return new CallMemory(ByteBuffer.allocateDirect(lengthBytes).order(ByteOrder.nativeOrder()));
    }

    /** The first byte's address; good until {@link #close}. */
    long address() {
        return address;
    }

    /** All its bytes in native byte order. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Up to here the memory stays; then it goes with the buffer. Who keeps this and reads the answer needn't close it. */
    @Override
    @SuppressWarnings("ReachabilityFenceUsage") // It is in a finally block where this is closed by try.
    public void close() {
        Reference.reachabilityFence(buffer);
    }
}
