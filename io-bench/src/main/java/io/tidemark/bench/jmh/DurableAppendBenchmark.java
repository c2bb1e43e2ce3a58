package io.tidemark.bench.jmh;

import io.tidemark.bench.foundation.DurableAppends;
import io.tidemark.mode.RangeMode;
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

/** An append and its force, into a file that grows; the floors are those of {@link WritePathBenchmark}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class DurableAppendBenchmark {
    @Param({"DIRECT", "MAPPED", "BUFFERED"})
    RangeMode mode;

    @Param({"128", "1024", "4096"})
    int recordBytes;

    /** How much space is prepared in one step. */
    @Param("64")
    int mebibytes;

    private Path directory;
    private DurableAppends appends;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Directories.DISK.create();
        appends = new DurableAppends(directory.resolve("file"), mode, recordBytes, (long) mebibytes << 20);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        appends.close();
        Files.delete(directory);
    }

    @Benchmark
    public void appendAndForce() throws IOException {
        appends.run(1);
    }
}
