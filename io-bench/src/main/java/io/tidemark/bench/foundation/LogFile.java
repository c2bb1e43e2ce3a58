package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A log in one file whose slots have all been used before, and records for it. */
final class LogFile implements AutoCloseable {
    private final Path path;
    private final HybridLog log;
    private final ByteBuf record;

    /**
     * Creates it.
     *
     * @param sealed the mode of sealed segments
     * @param recordBytes length of every record
     */
    LogFile(Path path, AccessMode sealed, int recordBytes, long segmentBytes) throws IOException {
        this.path = path;
        log = HybridLog.open(
                path,
                LogOptions.builder()
                        .segmentBytes(segmentBytes)
                        .sealed(ModeChoice.prefer(sealed))
                        .build());
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
