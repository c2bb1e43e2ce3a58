package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.format.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A log in one file whose slots have all been used before, and records for it. */
final class LogFile implements AutoCloseable {
    private final Path path;
    private final LogOptions options;
    private final HybridLog log;
    private final ByteBuf record;

    /**
     * Creates it.
     *
     * @param options of the log, in one file
     * @param recordBytes length of every record
     */
    LogFile(Path path, LogOptions options, int recordBytes) throws IOException {
        this.path = path;
        this.options = options;
        log = HybridLog.open(path, options);
        record = PooledByteBufAllocator.DEFAULT.directBuffer(recordBytes, recordBytes);
        Pattern.fill(record, 0);
    }

    /** Brings every slot that will be used into use once, so that its blocks are written. */
    LogFile withUsedSlots() throws IOException {
        for (int round = 0; round < 2; round++) {
            for (int segment = 0; segment < 3; segment++) {
                fillSegment();
            }
            makeRoom();
        }
        return this;
    }

    /** Discards what earlier turns appended, so that the next one finds slots that were used. */
    void makeRoom() throws IOException {
        log.discardBefore(log.lastSequence() + 1);
    }

    /** Appends until a segment is complete. */
    void fillSegment() throws IOException {
        long rolls = log.statistics().rolls();
        while (log.statistics().rolls() == rolls) {
            for (int i = 0; i < 100; i++) {
                log.append(record, Durability.onDemand());
            }
        }
        log.force();
    }

    /** How many bytes of the file its slots take up, which appends go through again and again. */
    int spaceBytes() throws IOException {
        return Math.toIntExact(Files.size(path));
    }

    /** The first records of the file where they stand, whole and with what is stored in front of each. */
    StoredRecords records(int count) throws IOException {
        return new StoredRecords(
                path, firstPayload() - RecordLayout.HEADER_BYTES, RecordLayout.recordBytes(record.capacity()), count);
    }

    private long firstPayload() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
            for (long at = 0; channel.read(word.clear(), at) == Long.BYTES; at += RecordLayout.ALIGNMENT_BYTES) {
                if (word.getLong(0) == record.getLong(0)) {
                    return at;
                }
            }
        }
        throw new IllegalStateException(path + " holds no record");
    }

    LogOptions options() {
        return options;
    }

    HybridLog log() {
        return log;
    }

    ByteBuf record() {
        return record;
    }

    @Override
    public void close() throws IOException {
        record.release();
        log.close();
        Files.delete(path);
    }
}
