package io.tidemark.file.block;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.tidemark.nativeio.NativeBuffers;
import java.nio.ByteBuffer;

/** Bytes of a block that gives its reference back when it is released for the last time. */
final class BlockView extends UnpooledDirectByteBuf {
    private final Block block;

    private BlockView(Block block, ByteBuffer slice) {
        super(UnpooledByteBufAllocator.DEFAULT, slice, slice.remaining());
        this.block = block;
        writerIndex(slice.remaining());
    }

    /** A read-only view that takes over the caller's reference. */
    static ByteBuf of(Block block, int index, int length) {
        // Netty takes no read-only buffer here; the wrapper keeps writes away.
        return new BlockView(block, NativeBuffers.view(block.address() + index, length)).asReadOnly();
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        block.release();
    }
}
