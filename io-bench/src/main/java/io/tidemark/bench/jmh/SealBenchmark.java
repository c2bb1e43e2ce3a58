package io.tidemark.bench.jmh;

import io.tidemark.bench.foundation.Seals;
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

/** Handing durable data over to readers. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
@State(Scope.Thread)
public class SealBenchmark {
    @Param("64")
    int mebibytes;

    private Path directory;
    private Seals.CopyOut copyOut;
    private Seals.Tidemark tidemark;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Directories.DISK.create();
        copyOut = new Seals.CopyOut(directory, (long) mebibytes << 20);
        tidemark = new Seals.Tidemark(directory, (long) mebibytes << 20);
    }

    @Setup(Level.Iteration)
    public void prepare() throws IOException {
        copyOut.before(1);
        tidemark.before(1);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        tidemark.close();
        copyOut.close();
        Files.delete(directory);
    }

    @Benchmark
    public void floorCopyOut() throws IOException {
        copyOut.run(1);
    }

    @Benchmark
    public void tidemark() throws IOException {
        tidemark.run(1);
    }
}
