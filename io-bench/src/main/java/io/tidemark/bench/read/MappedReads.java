package io.tidemark.bench.read;

import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies out of a mapping. Cold it is mapped anew for each turn, and its faults read the pages. */
final class MappedReads extends Reads {
    private final NativeFile file;
    private final ByteBuffer target;
    private MappedRegion region;
    private ByteBuffer memory;

    MappedReads(ReadWay way, ReadJob job) throws IOException {
        super(way, job);
        file = NativeFile.open(Posix.system(), job.path(), OpenRequest.readOnly());
        target = AlignedBuffers.allocate(job.bytes());
        map();
        if (job.warmth() == Warmth.HOT) {
            region.populateRead();
        }
    }

    @Override
    void cool() throws IOException {
        region.close();
        super.cool();
        map();
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            read();
        }
    }

    @Override
    public long read() {
        target.put(0, memory, (int) offsets.next(), job.bytes());
        return target.getLong(0);
    }

    private void map() throws IOException {
        region = MappedRegion.map(file, job.start(), job.length(), MappedRegion.Kind.READ_ONLY);
        memory = region.buffer().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            region.close();
        }
    }
}
