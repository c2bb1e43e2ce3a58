package io.tidemark.bench.jmh;

import io.tidemark.bench.write.Space;
import io.tidemark.bench.write.WriteWay;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.mode.Capabilities;
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

/**
 * One write, by system call or store, durable or not; the same ways as in {@link io.tidemark.bench.write}. Where pages are
 * cold or the file grows, getting ready for the next pass over the file is in the figure, spread over its records. The ways
 * through MAP_SYNC are to be asked for ({@code -p way=SYNC_WARM,SYNC_COLD}), with a directory on DAX.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class WritePathBenchmark {
    @Param({
        "PWRITE",
        "PWRITE_COLD",
        "CHANNEL",
        "DIRECT",
        "CHANNEL_DIRECT",
        "STORE_WARM",
        "STORE_COLD",
        "STORE_POPULATED",
        "PWRITE_FDATASYNC",
        "PWRITEV2_DSYNC",
        "CHANNEL_FORCE",
        "DIRECT_FDATASYNC",
        "DIRECT_RWF_DSYNC",
        "DIRECT_O_DSYNC",
        "CHANNEL_DIRECT_DSYNC",
        "STORE_MSYNC",
        "STORE_MSYNC_COLD",
        "STORE_FORCE"
    })
    WriteWay way;

    @Param
    Space space;

    @Param({"64", "512", "4096", "32768", "1048576"})
    int bytes;

    @Param("16")
    int mebibytes;

    @Param("DISK")
    Directories place;

    private Path directory;
    private Writes writes;
    private int left;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = place.create();
        Capabilities capabilities = Capabilities.probe(directory);
        String cause = way.unavailabilityCause(capabilities).orElse(null);
        if (cause != null) {
            throw new IOException(way + " is not possible in " + directory + ": " + cause);
        }
        writes = way.open(directory, capabilities, space, bytes, (long) mebibytes << 20);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        writes.close();
        Files.delete(directory);
    }

    @Benchmark
    public void write() throws IOException {
        if (left == 0) {
            left = writes.maxOperations();
            writes.before(left);
        }
        left--;
        writes.write();
    }
}
