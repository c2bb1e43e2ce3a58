package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.tidemark.bench.foundation.Reads;
import io.tidemark.bench.foundation.SealedFile;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/** 4 KiB at a random offset of a hot sealed range; the floors read the same file. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class ReadBenchmark {
    /** Modes of a sealed range. */
    public enum SealedMode {
        CACHED,
        CACHED_MAPPED,
        BLOCK_CACHED
    }

    @Param
    SealedMode mode;

    @Param("CLEAR_OF_SEAL")
    SealedFile.Position position;

    @Param("64")
    int mebibytes;

    private Path directory;
    private SealedFile sealed;
    private Reads.Channel channel;
    private Reads.Mapping mapping;
    private Reads.Tidemark tidemark;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Directories.DISK.create();
        sealed = SealedFile.create(
                directory.resolve("sealed"),
                RangeMode.DIRECT,
                RangeMode.valueOf(mode.name()),
                (long) mebibytes << 20,
                position);
        channel = new Reads.Channel(sealed);
        mapping = new Reads.Mapping(sealed);
        tidemark = new Reads.Tidemark(sealed);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        tidemark.close();
        channel.close();
        sealed.close();
        Files.delete(directory);
    }

    /** Floor of CACHED. */
    @Benchmark
    public ByteBuffer floorChannel() throws IOException {
        return channel.read();
    }

    /** Floor of CACHED_MAPPED and BLOCK_CACHED. */
    @Benchmark
    public ByteBuffer floorMapping() {
        return mapping.read();
    }

    @Benchmark
    public ByteBuf tidemark() throws IOException {
        return tidemark.read();
    }
}
