package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import io.tidemark.log.LogReceipt;
import io.tidemark.log.RecordConsumer;
import io.tidemark.log.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
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

    /** Records that are appended or read together, and completions that are waited for together. */
    private static final int BATCH = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Param({"64", "1024"})
    int recordBytes;

    @Param
    Directories place;

    @Param("16")
    int mebibytes;

    private Path directory;
    private HybridLog log;
    private ByteBuf record;
    private List<ByteBuf> batch;
    private LogCursor cursor;
    private LogCursor follower;
    private final long[] sequences = new long[BATCH];
    private long readBytes;
    private final RecordConsumer counting = (sequence, payload) -> readBytes += payload.readableBytes();
    private long offset;
    private long firstMicros;
    private long spanMicros;

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
        batch = Collections.nCopies(BATCH, record);
        cursor = log.cursor(log.firstSequence());
        follower = log.cursor(log.lastSequence() + 1);
        firstMicros = timestampMicros(log.firstSequence());
        spanMicros = Math.max(1, timestampMicros(log.lastSequence()) - firstMicros);
    }

    private long timestampMicros(long sequence) throws IOException {
        try (LogCursor at = log.cursor(sequence)) {
            if (!at.next()) {
                throw new IllegalStateException("no record " + sequence);
            }
            return at.timestampMicros();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        follower.close();
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

    /** Records that become durable together; the time of one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendBatch() throws IOException {
        return log.append(batch, Durability.each());
    }

    /** Appends whose completions are waited for together; the time of one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendAsync() throws IOException {
        for (int i = 1; i < BATCH; i++) {
            log.appendAsync(record);
        }
        return log.appendAsync(record).toCompletableFuture().join();
    }

    @Benchmark
    public LogReceipt appendAndForce() throws IOException {
        log.append(record, Durability.onDemand());
        return log.force();
    }

    private long nextSequence() {
        long first = log.firstSequence();
        offset = (offset + STEP) % (log.lastSequence() - first);
        return first + offset;
    }

    /** A look-up by sequence, and a verified copy. */
    @Benchmark
    public int read() throws IOException {
        ByteBuf payload = log.read(nextSequence());
        int length = payload.readableBytes();
        payload.release();
        return length;
    }

    /** Records that are read in one call; the time of one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long readMany() throws IOException {
        for (int i = 0; i < BATCH; i++) {
            sequences[i] = nextSequence();
        }
        log.read(sequences, counting);
        return readBytes;
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

    /** A cursor anywhere, and its first record. */
    @Benchmark
    public long cursorBySequence() throws IOException {
        try (LogCursor at = log.cursor(nextSequence())) {
            at.next();
            return at.sequence();
        }
    }

    /** A cursor at any time, and its first record. */
    @Benchmark
    public long cursorByTime() throws IOException {
        offset = (offset + STEP) % spanMicros;
        try (LogCursor at = log.cursor(Instant.EPOCH.plus(firstMicros + offset, ChronoUnit.MICROS))) {
            at.next();
            return at.sequence();
        }
    }

    /** A record through the log: appended, not forced, and met by a cursor that follows. */
    @Benchmark
    public long appendAndFollow() throws IOException, InterruptedException {
        log.append(record, Durability.onDemand());
        if (!follower.next(PATIENCE)) {
            throw new IllegalStateException("the record didn't come");
        }
        return follower.sequence();
    }
}
