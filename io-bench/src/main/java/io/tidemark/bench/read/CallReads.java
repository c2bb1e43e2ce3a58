package io.tidemark.bench.read;

import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.OpenRequest.Caching;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;

/** pread(2) through JNA. */
final class CallReads extends Reads {
    private final NativeFile file;
    private final ByteBuffer target;
    private final long address;

    CallReads(ReadWay way, ReadJob job, Caching caching) throws IOException {
        super(way, job);
        OpenRequest request = OpenRequest.readOnly();
        file = NativeFile.open(Posix.system(), job.path(), caching == Caching.DIRECT ? request.direct() : request);
        target = AlignedBuffers.allocate(job.bytes());
        address = NativeBuffers.address(target);
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            read();
        }
    }

    @Override
    public long read() throws IOException {
        file.readFully(address, job.bytes(), job.start() + offsets.next());
        return target.getLong(0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
