package io.tidemark.peers.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.ProducerStateManager;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;

/**
 * One segment of a Kafka broker's log, with its indexes, preallocated. A record is a batch of its own, built in a buffer
 * that is used again, and written with one call; forces go to the data alone, because the indexes are rebuilt from it,
 * and are shared by those who wait.
 */
final class KafkaJournal implements Journal {
    private static final int BATCH_OVERHEAD_BYTES = 128;
    private static final int MIN_SEGMENT_BYTES = 1 << 20;
    private static final int SCAN_BYTES = 1 << 20;

    private final Plan plan;
    private final LogConfig config;
    private final ByteBuffer batch;
    private final ByteBuffer record;
    private SharedForce force;
    private LogSegment segment;
    private volatile long nextOffset;

    KafkaJournal(Plan plan) throws IOException {
        this.plan = plan;
        long needed = (plan.records() + 1) * (plan.recordBytes() + BATCH_OVERHEAD_BYTES);
        long segmentBytes = Math.max(MIN_SEGMENT_BYTES, Math.min(needed, Integer.MAX_VALUE));
        config = new LogConfig(Map.of("segment.bytes", Long.toString(segmentBytes), "preallocate", "true"));
        batch = ByteBuffer.allocate(plan.recordBytes() + BATCH_OVERHEAD_BYTES);
        record = ByteBuffer.wrap(plan.bytes());
        open();
    }

    private void open() throws IOException {
        boolean isThere =
                plan.directory().resolve("00000000000000000000.log").toFile().exists();
        segment = LogSegment.open(
                plan.directory().toFile(), 0, config, Time.SYSTEM, isThere, config.segmentSize(), true, "");
        nextOffset = 0;
        force = new SharedForce(wanted -> {
            long end = nextOffset;
            segment.log().flush();
            return end;
        });
        if (isThere) {
            recover();
        }
    }

    /** What a broker does with a segment that may have been written when it was killed. */
    private void recover() throws IOException {
        TopicPartition partition = new TopicPartition("journal", 0);
        int day = (int) TimeUnit.DAYS.toMillis(1);
        ProducerStateManagerConfig settings = new ProducerStateManagerConfig(day, false);
        // No batch here has an epoch, so nobody asks for the cache of epochs.
        segment.recover(
                new ProducerStateManager(partition, plan.directory().toFile(), day, settings, Time.SYSTEM), null);
        segment.flush();
        nextOffset = segment.readNextOffset();
    }

    /** Returns how many records have been appended. */
    private synchronized long append() throws IOException {
        long offset = nextOffset;
        try (MemoryRecordsBuilder builder =
                MemoryRecords.builder(batch.clear(), Compression.NONE, TimestampType.CREATE_TIME, offset)) {
            builder.append(System.currentTimeMillis(), null, record.rewind());
            segment.append(offset, builder.build());
        }
        nextOffset = offset + 1;
        return offset + 1;
    }

    @Override
    public Appender appender() {
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                force.await(KafkaJournal.this.append());
            }

            @Override
            public void append(int count) throws IOException {
                for (int i = 0; i < count; i++) {
                    KafkaJournal.this.append();
                }
            }
        };
    }

    @Override
    public Reader reader() {
        return new SegmentReader();
    }

    @Override
    public synchronized void discard() throws IOException {
        segment.deleteIfExists();
        open();
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }

    /** Reads as a broker does, and verifies the batches as a consumer does. */
    private final class SegmentReader implements Reader {
        private final ByteBuffer one = ByteBuffer.allocate(plan.recordBytes() + BATCH_OVERHEAD_BYTES);

        @Override
        public void read(RandomNumbers numbers, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                long offset = numbers.next();
                FileRecords found = (FileRecords) segment.read(offset, one.capacity()).records;
                found.readInto(one.clear().limit(found.sizeInBytes()), 0);
                MutableRecordBatch first =
                        MemoryRecords.readableRecords(one).batches().iterator().next();
                first.ensureValid();
                if (first.iterator().next().offset() != offset) {
                    throw new IOException("record " + offset + " is missing");
                }
            }
        }

        @Override
        public long scan(long most) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocate(SCAN_BYTES);
            long offset = 0;
            while (offset < most) {
                Optional<FileRecords> found =
                        Optional.ofNullable(segment.read(offset, SCAN_BYTES)).map(data -> (FileRecords) data.records);
                if (found.isEmpty() || found.get().sizeInBytes() == 0) {
                    break;
                }
                found.get().readInto(chunk.clear().limit(found.get().sizeInBytes()), 0);
                for (MutableRecordBatch each :
                        MemoryRecords.readableRecords(chunk).batches()) {
                    each.ensureValid();
                    for (Record contained : each) {
                        offset = contained.offset() + 1;
                    }
                }
            }
            return Math.min(most, offset);
        }
    }
}
