package io.tidemark.peers.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What a journal is opened for; its settings are the best for that.
 *
 * @param directory where it may put what it likes
 * @param recordBytes length of the record
 * @param appenders how many append at the same time
 * @param purpose what will be done with it
 * @param spaceBytes how much is appended before it is told to discard; what can be prepared ahead for that, is
 */
public record Plan(Path directory, int recordBytes, int appenders, Purpose purpose, long spaceBytes) {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** What a journal is opened for. */
    public enum Purpose {
        DURABLE_APPENDS,
        UNFORCED_APPENDS,
        /** It is filled once, then read. */
        READS,
        /** It is filled, its process killed, and opened again. */
        REOPENING
    }

    /** The record's bytes, the same for all; no eight of them are zero. */
    public byte[] bytes() {
        byte[] bytes = new byte[recordBytes];
        ByteBuf filled = Unpooled.wrappedBuffer(bytes).clear();
        for (long i = 1; filled.writableBytes() >= Long.BYTES; i++) {
            filled.writeLong((i * FACTOR) | 1);
        }
        return bytes;
    }

    /** The record, from 0 to the limit of a buffer outside the heap. */
    public ByteBuffer direct() {
        return ByteBuffer.allocateDirect(recordBytes).put(bytes()).flip();
    }

    /** How many records fit into the space. */
    public long records() {
        return spaceBytes / recordBytes;
    }
}
