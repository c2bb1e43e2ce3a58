package io.tidemark.bench.jmh;

import io.tidemark.bench.read.Order;
import io.tidemark.bench.read.ReadFile;
import io.tidemark.bench.read.ReadWay;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.bench.read.Warmth;
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
 * One read of a sealed file, bare or by a mode of the library; the same ways as in {@link io.tidemark.bench.read}. Cold,
 * the cache is dropped before each pass over the file, which is in the figure, spread over its reads. SHADOWED is to be
 * asked for, with a directory on DAX.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ReadPathBenchmark {
    @Param({
        "PREAD",
        "CHANNEL",
        "MAPPED",
        "DIRECT",
        "CHANNEL_DIRECT",
        "DONTCACHE",
        "CACHED",
        "CACHED_MAPPED",
        "BLOCK_CACHED"
    })
    ReadWay way;

    @Param
    Order order;

    @Param
    Warmth warmth;

    @Param({"64", "512", "4096", "32768", "1048576"})
    int bytes;

    @Param("16")
    int mebibytes;

    @Param("DISK")
    Directories place;

    private Path directory;
    private ReadFile file;
    private Reads reads;
    private int left;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = place.create();
        Capabilities capabilities = Capabilities.probe(directory);
        String cause = way.unavailabilityCause(capabilities).orElse(null);
        if (cause != null) {
            throw new IOException(way + " is not possible in " + directory + ": " + cause);
        }
        file = way.create(directory, (long) mebibytes << 20);
        reads = way.open(file, capabilities, order, warmth, bytes);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        reads.close();
        file.close();
        Files.delete(directory);
    }

    @Benchmark
    public long read() throws IOException {
        if (left == 0) {
            left = reads.maxOperations();
            reads.before(left);
        }
        left--;
        return reads.read();
    }
}
