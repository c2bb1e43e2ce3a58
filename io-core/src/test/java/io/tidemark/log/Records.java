package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Records whose content tells which one it is. They are copied out of random bytes and compared as a whole, because tests
 * make and compare hundreds of thousands, also on emulated processors.
 */
public final class Records {
    private static final byte[] RANDOM_BYTES = new byte[1 << 20];

    static {
        new SplittableRandom(1).nextBytes(RANDOM_BYTES);
    }

    private Records() {}

    /** Bytes that belong to a sequence; the length, too, up to {@code mostBytes}. */
    static ByteBuf of(long sequence, int mostBytes) {
        return ofLength(sequence, new SplittableRandom(sequence).nextInt(mostBytes + 1));
    }

    /** Bytes of exactly this length. */
    static ByteBuf ofLength(long sequence, int length) {
        byte[] bytes = new byte[length];
        int from = new SplittableRandom(~sequence).nextInt(RANDOM_BYTES.length);
        for (int done = 0; done < length; from = 0) {
            int step = Math.min(RANDOM_BYTES.length - from, length - done);
            System.arraycopy(RANDOM_BYTES, from, bytes, done, step);
            done += step;
        }
        ByteBuf record = Unpooled.wrappedBuffer(bytes);
        if (length >= Long.BYTES) {
            record.setLong(0, record.getLong(0) ^ sequence);
        }
        return record;
    }

    /** Fails unless a record is as it was appended. */
    static void assertIs(ByteBuf appended, ByteBuf actual, long sequence) {
        int wrong = actual.nioBuffer().mismatch(appended.nioBuffer());
        if (wrong >= 0) {
            throw new AssertionError("record " + sequence + " is not as it was appended: " + actual.readableBytes()
                    + " bytes of which number " + wrong + " is wrong, instead of " + appended.readableBytes());
        }
    }

    /** Appends the records from the next sequence on. */
    public static void append(HybridLog log, int count, int mostBytes, Durability durability) throws IOException {
        for (int i = 0; i < count; i++) {
            long sequence = log.lastSequence() + 1;
            assertThat(log.append(of(sequence, mostBytes), durability)).isEqualTo(sequence);
        }
    }

    /** Reads all records by a cursor and each by its sequence. */
    public static void verify(HybridLog log, int mostBytes) throws IOException {
        long expected = log.firstSequence();
        try (LogCursor cursor = log.cursor(expected)) {
            while (cursor.next()) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertIs(of(expected, mostBytes), cursor.payload(), expected);
                assertThat(cursor.length()).isEqualTo(cursor.payload().readableBytes());
                expected++;
            }
        }
        assertThat(expected).as("records").isEqualTo(log.lastSequence() + 1);
    }

    /** Reads a record by its sequence. */
    static void verify(HybridLog log, long sequence, int mostBytes) throws IOException {
        ByteBuf read = log.read(sequence);
        try {
            assertIs(of(sequence, mostBytes), read, sequence);
        } finally {
            read.release();
        }
    }
}
