package io.tidemark.bench.read;

import com.sun.nio.file.ExtendedOpenOption;
import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.nativeio.OpenRequest.Caching;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The JDK's channel. */
final class ChannelReads extends Reads {
    private final FileChannel channel;
    private final ByteBuffer target;

    ChannelReads(ReadWay way, ReadJob job, Caching caching) throws IOException {
        super(way, job);
        channel = caching == Caching.DIRECT
                ? FileChannel.open(job.path(), StandardOpenOption.READ, ExtendedOpenOption.DIRECT)
                : FileChannel.open(job.path(), StandardOpenOption.READ);
        target = AlignedBuffers.allocate(job.bytes());
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            read();
        }
    }

    @Override
    public long read() throws IOException {
        if (channel.read(target.clear(), job.start() + offsets.next()) != job.bytes()) {
            throw new IllegalStateException("short read");
        }
        return target.getLong(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
