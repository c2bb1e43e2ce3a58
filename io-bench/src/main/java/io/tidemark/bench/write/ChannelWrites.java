package io.tidemark.bench.write;

import com.sun.nio.file.ExtendedOpenOption;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.write.CallWrites.Sync;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.nativeio.OpenRequest.Caching;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The JDK's channel. */
final class ChannelWrites extends Writes {
    private final FileChannel channel;
    private final ByteBuffer record;
    private final Places places;
    private final Sync sync;
    private final int bytes;

    ChannelWrites(WriteWay way, WriteJob job, Caching caching, Sync sync) throws IOException {
        super(way, job);
        this.sync = sync;
        bytes = job.transferBytes();
        places = job.places();
        job.create();
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        if (caching == Caching.DIRECT) {
            options.add(ExtendedOpenOption.DIRECT);
        }
        if (sync == Sync.O_DSYNC) {
            options.add(StandardOpenOption.DSYNC);
        }
        if (caching == Caching.BUFFERED) {
            job.warmCache();
        }
        channel = FileChannel.open(job.path(), options);
        record = AlignedBuffers.allocate(bytes);
        Pattern.fill(record, 0);
    }

    @Override
    public void before(int operations) throws IOException {
        if (job.space() == Space.GROWING && operations > places.left()) {
            channel.truncate(0);
            channel.force(true);
            places.rewind();
        }
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            write();
        }
    }

    @Override
    public void write() throws IOException {
        if (channel.write(record.clear(), places.next()) != bytes) {
            throw new IllegalStateException("short write");
        }
        if (sync == Sync.FDATASYNC) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.delete(job.path());
        }
    }
}
