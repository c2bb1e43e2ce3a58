package io.tidemark.file.block;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.NativeBuffers;

/** Memory for one block. Made once, used by one block after the other. */
final class Slot {
    private final long address;
    private final ByteBuf bytes;

    Slot(long address, int length) {
        this.address = address;
        this.bytes = Unpooled.wrappedBuffer(NativeBuffers.view(address, length));
    }

    long address() {
        return address;
    }

    /** All of it by absolute index; its reader and writer index mean nothing. */
    ByteBuf bytes() {
        return bytes;
    }
}
