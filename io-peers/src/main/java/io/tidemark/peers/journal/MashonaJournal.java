package io.tidemark.peers.journal;

import io.mashona.logwriting.AppendOnlyLogImpl;
import io.mashona.logwriting.AppendOnlyLogImplConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;

/**
 * mashona's append-only log. It is made for persistent memory; on a disk it is given an ordinary mapping of a file that
 * was filled with zeros, and its persist is an msync: one for each put, and no put is without.
 */
final class MashonaJournal implements Journal {
    private static final int HEADER_BYTES = 64;
    private static final int RECORD_OVERHEAD_BYTES = 8;

    /** Larger ones would leave large folios in the page cache, which are written back as a whole. */
    private static final int ZEROS_BYTES = 4096;

    /** Neither padded nor with a checkpoint at each put. */
    private static final AppendOnlyLogImplConfig SETTINGS = new AppendOnlyLogImplConfig(false, true, false, false);

    private final Plan plan;
    private final AppendOnlyLogImpl log;
    private final Offsets locations = new Offsets();

    MashonaJournal(Plan plan) throws IOException {
        this.plan = plan;
        Path path = plan.directory().resolve("mashona.log");
        int length = (int) (HEADER_BYTES + (plan.records() + 1) * (plan.recordBytes() + RECORD_OVERHEAD_BYTES));
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() == 0) {
                fill(channel, length);
            }
            MappedByteBuffer mapping = channel.map(MapMode.READ_WRITE, 0, length);
            log = new AppendOnlyLogImpl(mapping, 0, length, SETTINGS);
        }
    }

    private static void fill(FileChannel channel, int length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = 0; at < length; at += ZEROS_BYTES) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
    }

    @Override
    public Appender appender() {
        ByteBuffer record = plan.direct();
        return new Appender() {
            @Override
            public void appendDurably() {
                log.put(record.rewind());
            }

            @Override
            public void append(int count) {
                for (int i = 0; i < count; i++) {
                    locations.add(log.putWithLocation(record.rewind()));
                }
            }
        };
    }

    @Override
    public Reader reader() {
        ByteBuffer target = ByteBuffer.allocateDirect(plan.recordBytes());
        return new Reader() {
            @Override
            public void read(RandomNumbers numbers, int count) {
                for (int i = 0; i < count; i++) {
                    target.clear().put(log.readRecordAt((int) locations.get(numbers.next())));
                }
            }

            @Override
            public long scan(long most) {
                long count = 0;
                Iterator<ByteBuffer> records = log.iterator();
                while (count < most && records.hasNext()) {
                    target.clear().put(records.next());
                    count++;
                }
                return count;
            }
        };
    }

    @Override
    public void discard() {
        log.clear();
        locations.clear();
    }

    @Override
    public void close() {}
}
