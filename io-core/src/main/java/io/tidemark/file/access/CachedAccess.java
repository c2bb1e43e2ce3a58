package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import java.io.IOException;

/** Sealed ranges read with pread(2) through the page cache. */
final class CachedAccess implements RangeAccess {
    private final Decision decision;
    private final NativeFile file;
    private final CachedChannel channel;
    private final Readahead readahead;
    private final ScratchPool pool;

    /** @param file advised for random access */
    CachedAccess(Decision decision, NativeFile file, CachedChannel channel, Readahead readahead, ScratchPool pool) {
        this.decision = decision;
        this.file = file;
        this.channel = channel;
        this.readahead = readahead;
        this.pool = pool;
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        readahead.before(offset, length);
        if (!channel.tryRead(offset, target, targetIndex, length)) {
            Transfers.read(file, offset, target, targetIndex, length, pool);
        }
    }

    /** The same for other ranges. */
    CachedAccess because(Decision other) {
        return new CachedAccess(other, file, channel, readahead, pool);
    }

    @Override
    public void warm(long offset, long length) throws IOException {
        PageCache.warm(file, offset, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
