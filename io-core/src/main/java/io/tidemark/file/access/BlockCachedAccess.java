package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.block.FileBlocks;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;

/**
 * Sealed ranges read through the library's own cache of blocks. What the cache has not got and can't get is read by
 * pread(2), just the bytes that were asked for.
 */
final class BlockCachedAccess implements RangeAccess {
    private final Decision decision;
    private final NativeFile file;
    private final ScratchPool pool;
    private final FileBlocks blocks;

    /** @param blocks closed with the access */
    BlockCachedAccess(Decision decision, NativeFile file, ScratchPool pool, FileBlocks blocks) {
        this.decision = decision;
        this.file = file;
        this.pool = pool;
        this.blocks = blocks;
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int step = Math.min(length - done, blocks.leftInBlock(at));
            if (!blocks.tryRead(at, target, targetIndex + done, step)) {
                Transfers.read(file, at, target, targetIndex + done, step, pool);
            }
            done += step;
        }
    }

    /** Of bytes that lie in one block; it keeps the block's memory, not the file's space. */
    @Override
    public ByteBuf view(long offset, int length) {
        return length > 0 && length <= blocks.leftInBlock(offset) ? blocks.tryView(offset, length) : null;
    }

    @Override
    public void warm(long offset, long length) {
        for (long at = offset; at < offset + length; at += blocks.leftInBlock(at)) {
            blocks.warm(at);
        }
    }

    void invalidate(long offset, long end) {
        blocks.invalidate(offset, end);
    }

    @Override
    public void close() {
        blocks.close();
    }
}
