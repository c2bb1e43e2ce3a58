package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.SplittableRandom;

/** Records whose content tells which one it is. */
final class Records {
    private Records() {}

    /** Bytes that belong to a sequence; the length, too, up to {@code mostBytes}. */
    static ByteBuf of(long sequence, int mostBytes) {
        SplittableRandom random = new SplittableRandom(sequence);
        byte[] bytes = new byte[random.nextInt(mostBytes + 1)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Bytes of exactly this length. */
    static ByteBuf ofLength(long sequence, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(sequence).nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Appends the records from the next sequence on. */
    static void append(HybridLog log, int count, int mostBytes, Durability durability) throws IOException {
        for (int i = 0; i < count; i++) {
            long sequence = log.lastSequence() + 1;
            assertThat(log.append(of(sequence, mostBytes), durability)).isEqualTo(sequence);
        }
    }

    /** Reads all records by a cursor and each by its sequence. */
    static void verify(HybridLog log, int mostBytes) throws IOException {
        long expected = log.firstSequence();
        try (LogCursor cursor = log.cursor(expected)) {
            while (cursor.next()) {
                assertThat(cursor.sequence()).isEqualTo(expected);
                assertThat(cursor.payload()).as("scanned record %d", expected).isEqualTo(of(expected, mostBytes));
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
            assertThat(read).as("record %d", sequence).isEqualTo(of(sequence, mostBytes));
        } finally {
            read.release();
        }
    }
}
