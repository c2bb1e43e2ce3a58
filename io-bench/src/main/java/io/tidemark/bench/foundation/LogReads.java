package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.RecordConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Reads of the records of a sealed segment that the page cache holds. */
public final class LogReads {
    private static final int TARGET_BYTES = 4096;

    /** Sequences in one call. */
    private static final int MANY = 64;

    /** Records that are copied before one is checked. */
    private static final int FEW = 16;

    private LogReads() {}

    /** Which record is next, in no order. */
    private static final class RandomSequences {
        private final int count;
        private int state = 1;

        RandomSequences(int count) {
            this.count = count;
        }

        int next() {
            return nextAfter(0);
        }

        /** One that can't be known before {@code read}, which came of the last one. */
        int nextAfter(int read) {
            state = state * 1_664_525 + 1_013_904_223;
            return (int) ((Integer.toUnsignedLong(state ^ read) * count) >>> 32);
        }
    }

    /** {@code HybridLog.read}. */
    static final class ByLog implements Contestant, AutoCloseable {
        private final HybridLog log;
        private final RandomSequences sequences;
        private final ByteBuf target = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(TARGET_BYTES));

        ByLog(HybridLog log, int count) {
            this.log = log;
            this.sequences = new RandomSequences(count);
        }

        @Override
        public String name() {
            return "Tidemark log, read";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                log.read(sequences.next(), target.clear());
            }
        }

        @Override
        public void close() {
            target.release();
        }
    }

    /** {@code HybridLog.read} of many sequences in one call; an operation is a record. */
    static final class ManyByLog implements Contestant, RecordConsumer {
        private final HybridLog log;
        private final RandomSequences sequences;
        private final long[] wanted = new long[MANY];

        /** What was delivered, so that nobody leaves the delivery out. */
        private long deliveredBytes;

        ManyByLog(HybridLog log, int count) {
            this.log = log;
            this.sequences = new RandomSequences(count);
        }

        @Override
        public String name() {
            return "Tidemark log, read " + MANY + " in a call";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int left = operations; left > 0; left -= MANY) {
                long[] sequencesOfCall = left >= MANY ? wanted : new long[left];
                for (int i = 0; i < sequencesOfCall.length; i++) {
                    sequencesOfCall[i] = sequences.next();
                }
                log.read(sequencesOfCall, this);
            }
        }

        @Override
        public void accept(long sequence, ByteBuf payload) {
            deliveredBytes += payload.readableBytes();
        }

        /** Bytes of all payloads so far. */
        long deliveredBytes() {
            return deliveredBytes;
        }
    }

    /** A read of the same bytes, whose place is known, and a checksum of them. */
    public static final class ByChannel implements Contestant, AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer target;
        private final long start;
        private final RandomSequences sequences;
        private final CRC32C crc = new CRC32C();

        public ByChannel(StoredRecords records) throws IOException {
            channel = FileChannel.open(records.path(), StandardOpenOption.READ);
            target = ByteBuffer.allocateDirect(records.recordBytes());
            start = records.offset();
            sequences = new RandomSequences(records.count());
        }

        @Override
        public String name() {
            return "pread + CRC32C";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                target.clear();
                long offset = start + (long) sequences.next() * target.capacity();
                if (channel.read(target, offset) != target.capacity()) {
                    throw new IllegalStateException("short read");
                }
                crc.reset();
                crc.update(target.flip());
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A copy of the same bytes out of a mapping, and a checksum of it. */
    public static final class ByMapping implements Contestant {
        private final MappedByteBuffer mapping;
        private final ByteBuffer target;
        private final RandomSequences sequences;
        private final CRC32C crc = new CRC32C();

        public ByMapping(StoredRecords records) throws IOException {
            mapping = records.map();
            target = ByteBuffer.allocateDirect(records.recordBytes());
            sequences = new RandomSequences(records.count());
        }

        @Override
        public String name() {
            return "mapped copy + CRC32C";
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                target.put(0, mapping, sequences.next() * target.capacity(), target.capacity());
                crc.reset();
                crc.update(target.clear());
            }
        }
    }

    /**
     * {@link ByMapping}, one read at a time: which record is next depends on the checksum of the last. Where it doesn't the
     * processor fetches a record while it is still busy with the one before.
     */
    static final class OneByOne implements Contestant {
        private final MappedByteBuffer mapping;
        private final ByteBuffer target;
        private final RandomSequences sequences;
        private final CRC32C crc = new CRC32C();

        OneByOne(StoredRecords records) throws IOException {
            mapping = records.map();
            target = ByteBuffer.allocateDirect(records.recordBytes());
            sequences = new RandomSequences(records.count());
        }

        @Override
        public String name() {
            return "mapped copy + CRC32C, one by one";
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                target.put(
                        0, mapping, sequences.nextAfter((int) crc.getValue()) * target.capacity(), target.capacity());
                crc.reset();
                crc.update(target.clear());
            }
        }
    }

    /** {@link ByMapping}, a few records at a time: all are copied before the first one is checked. */
    static final class FewAtATime implements Contestant {
        private final MappedByteBuffer mapping;
        private final ByteBuffer target;
        private final int recordBytes;
        private final RandomSequences sequences;
        private final CRC32C crc = new CRC32C();
        private long checkedBytes;

        FewAtATime(StoredRecords records) throws IOException {
            mapping = records.map();
            recordBytes = records.recordBytes();
            target = ByteBuffer.allocateDirect(FEW * recordBytes);
            sequences = new RandomSequences(records.count());
        }

        @Override
        public String name() {
            return "mapped copy + CRC32C, " + FEW + " copied at a time";
        }

        @Override
        public void run(int operations) {
            for (int left = operations; left > 0; left -= FEW) {
                int count = Math.min(left, FEW);
                for (int i = 0; i < count; i++) {
                    target.put(i * recordBytes, mapping, sequences.next() * recordBytes, recordBytes);
                }
                for (int i = 0; i < count; i++) {
                    crc.reset();
                    crc.update(target.limit((i + 1) * recordBytes).position(i * recordBytes));
                }
                target.clear();
                checkedBytes += (long) count * recordBytes;
            }
        }

        /** Bytes of all records so far. */
        long checkedBytes() {
            return checkedBytes;
        }
    }

    /** A cursor from the first record on; an operation is a record. */
    static final class Scan implements Contestant {
        private final HybridLog log;
        private final int count;

        Scan(HybridLog log, int count) {
            this.log = log;
            this.count = count;
        }

        @Override
        public String name() {
            return "Tidemark log, scan";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int left = operations; left > 0; left -= count) {
                try (LogCursor cursor = log.cursor(0)) {
                    for (int i = Math.min(left, count); i > 0; i--) {
                        if (!cursor.next()) {
                            throw new IllegalStateException("the log ended early");
                        }
                    }
                }
            }
        }
    }

    /** Checksums of the same bytes where they are mapped; an operation is a record. */
    public static final class MappedScan implements Contestant {
        private final MappedByteBuffer mapping;
        private final int recordBytes;
        private final int count;
        private final CRC32C crc = new CRC32C();

        public MappedScan(StoredRecords records) throws IOException {
            recordBytes = records.recordBytes();
            count = records.count();
            mapping = records.map();
        }

        @Override
        public String name() {
            return "mapped scan + CRC32C";
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                int at = i % count * recordBytes;
                crc.reset();
                crc.update(mapping.limit(at + recordBytes).position(at));
            }
            mapping.clear();
        }
    }
}
