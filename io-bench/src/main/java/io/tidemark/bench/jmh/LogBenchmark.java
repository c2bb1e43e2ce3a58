package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import io.tidemark.log.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Each operation of a log that recycles its segments. Meant to be run with {@code -prof gc}, too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LogBenchmark {
    private static final int SEGMENTS = 4;
    private static final int STEP = 7919;

    @Param({"64", "1024"})
    int recordBytes;

    @Param
    Directories place;

    @Param("16")
    int mebibytes;

    private Path directory;
    private HybridLog log;
    private ByteBuf record;
    private LogCursor cursor;
    private long offset;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = place.create();
        long segmentBytes = (long) mebibytes << 20;
        log = HybridLog.open(
                directory.resolve("log"),
                LogOptions.builder()
                        .segmentBytes(segmentBytes)
                        .retention(Retention.bytes(SEGMENTS * segmentBytes))
                        .build());
        record = PooledByteBufAllocator.DEFAULT.directBuffer(recordBytes, recordBytes);
        Pattern.fill(record, 0);
        while (log.statistics().rolls() < SEGMENTS) {
            log.append(record, Durability.onDemand());
        }
        log.sealTail(); // What is too much is discarded then, so that nothing goes while the readers measure.
        cursor = log.cursor(log.firstSequence());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        cursor.close();
        record.release();
        Path path = log.path();
        log.close();
        Files.delete(path);
        Files.delete(directory);
    }

    @Benchmark
    public long appendUnforced() throws IOException {
        return log.append(record, Durability.onDemand());
    }

    @Benchmark
    public long appendDurable() throws IOException {
        return log.append(record, Durability.each());
    }

    /** A look-up by sequence, and a verified copy. */
    @Benchmark
    public int read() throws IOException {
        long first = log.firstSequence();
        offset = (offset + STEP) % (log.lastSequence() - first);
        ByteBuf payload = log.read(first + offset);
        int length = payload.readableBytes();
        payload.release();
        return length;
    }

    /** The next record of a scan, from the first one again at the end. */
    @Benchmark
    public long next() throws IOException {
        if (!cursor.next()) {
            cursor.close();
            cursor = log.cursor(log.firstSequence());
            return -1;
        }
        return cursor.sequence();
    }
}
