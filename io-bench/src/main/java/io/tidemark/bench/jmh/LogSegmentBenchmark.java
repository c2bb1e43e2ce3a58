package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
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

/** What a log does with whole segments. Each is done once to a log of three, the last of which is half full. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
@State(Scope.Thread)
public class LogSegmentBenchmark {
    private static final int SEGMENTS = 2;

    @Param({"1024"})
    int recordBytes;

    @Param
    Directories place;

    @Param("16")
    int mebibytes;

    private Path directory;
    private Path path;
    private HybridLog log;
    private ByteBuf record;

    @Setup(Level.Trial)
    public void create() throws IOException {
        directory = place.create();
        path = directory.resolve("log");
        record = PooledByteBufAllocator.DEFAULT.directBuffer(recordBytes, recordBytes);
        Pattern.fill(record, 0);
    }

    @Setup(Level.Iteration)
    public void fill() throws IOException {
        log = open();
        while (log.statistics().rolls() < SEGMENTS) {
            log.append(record, Durability.onDemand());
        }
        int halfBytes = mebibytes << 19;
        for (int left = halfBytes / recordBytes; left > 0; left--) {
            log.append(record, Durability.onDemand());
        }
        log.force();
    }

    private HybridLog open() throws IOException {
        return HybridLog.open(
                path, LogOptions.builder().segmentBytes((long) mebibytes << 20).build());
    }

    @TearDown(Level.Iteration)
    public void delete() throws IOException {
        log.close();
        Files.delete(path);
    }

    @TearDown(Level.Trial)
    public void release() throws IOException {
        record.release();
        Files.delete(directory);
    }

    @Benchmark
    public void sealTail() throws IOException {
        log.sealTail();
    }

    /** The oldest segment. */
    @Benchmark
    public void discard() throws IOException {
        log.discardBefore(log.segments().get(1).firstSequence());
    }

    /** What comes after a crash is measured by {@link io.tidemark.bench.recovery}. */
    @Benchmark
    public long closeAndOpen() throws IOException {
        log.close();
        log = open();
        return log.lastSequence();
    }
}
