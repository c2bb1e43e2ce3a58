package io.tidemark.bench.mixed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import io.tidemark.log.SegmentInfo;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A log of the library: the first segment is hot, the complete ones behind it are cold. */
final class TidemarkLog implements LoadedLog {
    private final Path path;
    private final HybridLog log;
    private final NativeFile file;
    private final ByteBuf record;
    private final long firstCold;
    private final long coldRecords;
    private final long coldStart;
    private final long coldBytes;

    TidemarkLog(Path path, LoadPlan plan) throws IOException {
        this.path = path;
        log = HybridLog.open(
                path, LogOptions.builder().segmentBytes(plan.hotBytes()).build());
        record = PooledByteBufAllocator.DEFAULT.directBuffer(LoadPlan.RECORD_BYTES, LoadPlan.RECORD_BYTES);
        Pattern.fill(record, 0);
        while (log.segments().size() <= 1 + plan.coldBytes() / plan.hotBytes()) {
            for (int i = 0; i < 256; i++) {
                log.append(record, Durability.onDemand());
            }
        }
        log.sealTail();
        SegmentInfo hot = log.segments().get(0);
        firstCold = hot.firstSequence() + hot.recordCount();
        coldRecords = log.lastSequence() + 1 - firstCold;
        coldStart = log.segments().get(1).offset();
        SegmentInfo last = lastSealed();
        coldBytes = last.offset() + last.lengthBytes() - coldStart;
        file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
        for (long number = 0; number < hotRecords(); number++) {
            readHot(number);
        }
    }

    private SegmentInfo lastSealed() {
        return log.segments().stream()
                .filter(segment -> segment.state() == SegmentInfo.State.SEALED)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Override
    public String name() {
        return "Tidemark log";
    }

    @Override
    public void append() throws IOException {
        log.append(record, Durability.each());
    }

    @Override
    public void readHot(long number) throws IOException {
        log.read(number).release();
    }

    @Override
    public long hotRecords() {
        return firstCold;
    }

    @Override
    public void dropCold() throws IOException {
        ColdBytes.drop(file, coldStart, coldBytes);
    }

    @Override
    public Scan scan() throws IOException {
        LogCursor cursor = log.cursor(firstCold);
        return new Scan() {
            private long left = coldRecords;

            @Override
            public boolean next() throws IOException {
                return left-- > 0 && cursor.next();
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        record.release();
        file.close();
        log.close();
        Files.delete(path);
    }
}
