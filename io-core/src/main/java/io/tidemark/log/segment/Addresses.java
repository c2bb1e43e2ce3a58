package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.tidemark.nativeio.NativeBuffers;

/** Where the bytes of direct buffers are, for system calls. Netty itself can't tell on every JDK if it has no Unsafe. */
final class Addresses {
    private Addresses() {}

    static long of(ByteBuf direct, int index) {
        return direct.hasMemoryAddress()
                ? direct.memoryAddress() + index
                : NativeBuffers.address(direct.nioBuffer(index, direct.capacity() - index));
    }
}
