package io.tidemark.bench.jmh;

import io.tidemark.bench.foundation.MappedAppends;
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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends to a mapped tail without a force. An invocation is a whole turn of appends into space that was prepared
 * before, because what follows would be the cost of fresh pages.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(2)
@State(Scope.Thread)
public class MappedAppendBenchmark {
    /** Appends in one invocation. */
    public static final int APPENDS = 1 << 14;

    /** Record sizes. */
    public enum Size {
        B64(64),
        K1(1024);

        private final int bytes;

        Size(int bytes) {
            this.bytes = bytes;
        }
    }

    @Param
    Size size;

    @Param
    Directories place;

    private Path directory;
    private MappedAppends.Stores stores;
    private MappedAppends.Tidemark tidemark;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = place.create();
        stores = new MappedAppends.Stores(directory.resolve("stores"), size.bytes);
        tidemark = new MappedAppends.Tidemark(directory, size.bytes);
    }

    @Setup(Level.Iteration)
    public void prepare() throws IOException {
        tidemark.before(APPENDS);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        tidemark.close();
        stores.close();
        Files.delete(directory);
    }

    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public void floorStores() {
        stores.run(APPENDS);
    }

    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public void tidemark() throws IOException {
        tidemark.run(APPENDS);
    }
}
