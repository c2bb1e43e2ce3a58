package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;

/**
 * Sealed ranges read with pread(2) through the page cache.
 *
 * <p>The kernel reads ahead of sequential readers, and near the seal it would pull pages of the tail into the cache,
 * which the next direct write then has to throw out again. So there are two descriptors: one with the kernel's
 * readahead for reads that stay clear of the seal, one advised {@code POSIX_FADV_RANDOM} for those near it. There a read
 * that enters the next chunk asks for that chunk and the one after it, up to the seal: a reader that follows the tail
 * would else wait for the device with every page, because direct writes leave the cache cold.
 */
public final class CachedAccess implements RangeAccess {
    private static final int CHUNK_BYTES = 1 << 17;

    private final Decision decision;
    private final NativeFile calm;
    private final CachedChannel channel;
    private final NativeFile edge;
    private final ScratchPool pool;
    private final SealHorizon horizon;

    /**
     * @param calm a descriptor with the kernel's default readahead
     * @param edge a descriptor advised for random access
     */
    public CachedAccess(Decision decision, NativeFile calm, NativeFile edge, SealHorizon horizon, ScratchPool pool) {
        this.decision = decision;
        this.calm = calm;
        this.channel = new CachedChannel(calm);
        this.edge = edge;
        this.horizon = horizon;
        this.pool = pool;
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        if (horizon.readaheadStaysBelow(offset + length)) {
            if (!channel.tryRead(offset, target, targetIndex, length)) {
                Transfers.read(calm, offset, target, targetIndex, length, pool);
            }
        } else {
            readAhead(offset, length);
            Transfers.read(edge, offset, target, targetIndex, length, pool);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void readAhead(long offset, int length) throws IOException {
        long chunk = (offset + CHUNK_BYTES - 1) & -CHUNK_BYTES;
        if (chunk < offset + length) {
            long end = Math.min(chunk + 2 * CHUNK_BYTES, horizon.seal());
            if (end > chunk) {
                edge.readahead(chunk, end - chunk);
            }
        }
    }
}
