package io.tidemark.bench.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.file.BlockCache;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;

/** {@code HybridFile.readAt}. Cold it is opened anew for each turn: nobody else may have the file mapped or cached. */
final class FileReads extends Reads {
    private final RangeMode mode;
    private final ByteBuf target;
    private BlockCache cache;
    private HybridFile file;

    FileReads(ReadWay way, ReadJob job) throws IOException {
        super(way, job);
        mode = way.mode();
        target = Unpooled.wrappedBuffer(AlignedBuffers.allocate(job.bytes()));
        open();
        if (job.warmth() == Warmth.HOT) {
            for (long offset = 0; offset < job.length(); offset += job.bytes()) {
                file.readAt(job.start() + offset, target.clear(), job.bytes());
            }
        }
    }

    @Override
    void cool() throws IOException {
        closeFile();
        super.cool();
        open();
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            read();
        }
    }

    @Override
    public long read() throws IOException {
        file.readAt(job.start() + offsets.next(), target.clear(), job.bytes());
        return target.getLong(0);
    }

    private void open() throws IOException {
        cache = BlockCache.ofBytes(2 * job.length());
        file = HybridFile.open(
                job.path(),
                HybridFileOptions.builder()
                        .openMode(OpenMode.READ_ONLY)
                        .sealed(ModeChoice.require(mode))
                        .blockCache(cache)
                        .build());
        RangeMode effective = file.ranges().get(0).mode();
        if (effective != mode) {
            throw new IOException(job.path() + " is read as " + effective + " instead of " + mode);
        }
    }

    private void closeFile() throws IOException {
        file.close();
        cache.close();
    }

    @Override
    public void close() throws IOException {
        target.release();
        closeFile();
    }
}
