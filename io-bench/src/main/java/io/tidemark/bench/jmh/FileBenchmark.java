package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.file.DurabilityReceipt;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Range;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** What a file does besides appends, copying reads and seals, which have benchmarks of their own. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FileBenchmark {
    private static final int BORDER_BYTES = 1 << 20;
    private static final int STEP = 7919;

    @Param({"64", "4096"})
    int bytes;

    /** How much is sealed before. */
    @Param("16")
    int mebibytes;

    private Path directory;
    private HybridFile file;
    private ByteBuf border;
    private ByteBuf source;
    private int number;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Directories.DISK.create();
        file = HybridFile.open(
                directory.resolve("file"),
                HybridFileOptions.builder()
                        .openMode(OpenMode.CREATE_NEW)
                        .borderBytes(BORDER_BYTES)
                        .tail(ModeChoice.require(RangeMode.DIRECT))
                        .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                        .sealing(Sealing.ON_REQUEST)
                        .build());
        border = PooledByteBufAllocator.DEFAULT.directBuffer(BORDER_BYTES, BORDER_BYTES);
        Pattern.fill(border, 0);
        source = border.slice(0, bytes);
        for (int i = 1; i < mebibytes; i++) {
            file.append(border);
        }
    }

    /** Seals what is there, and appends as much as lies between two borders. */
    @Setup(Level.Iteration)
    public void sealAnother() throws IOException {
        file.append(border);
        file.seal(file.endOffset());
        file.append(border);
        file.force();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        border.release();
        file.close();
        HybridFile.delete(file.path());
        Files.delete(directory);
    }

    /** One of the offsets below {@code length} at which records of this length begin, in no order. */
    private long next(long length) {
        number = (number + STEP) & Integer.MAX_VALUE;
        return number % (length / bytes) * bytes;
    }

    /** A view of a sealed range, and its release. */
    @Benchmark
    public long view() throws IOException {
        ByteBuf view = file.readAt(file.dataOffset() + next((long) mebibytes << 20), bytes);
        long first = view.getLong(0);
        view.release();
        return first;
    }

    @Benchmark
    public void updateInPlace() throws IOException {
        file.writeAt(file.tailOffset() + next(BORDER_BYTES), source);
    }

    @Benchmark
    public DurabilityReceipt updateInPlaceAndForce() throws IOException {
        file.writeAt(file.tailOffset() + next(BORDER_BYTES), source);
        return file.force();
    }

    /** Of a sealed range, there and back. */
    @Benchmark
    public void changeModeTwice() throws IOException {
        file.assign(file.dataOffset(), BORDER_BYTES, RangeMode.CACHED);
        file.assign(file.dataOffset(), BORDER_BYTES, RangeMode.CACHED_MAPPED);
    }

    /** What is cached already. */
    @Benchmark
    public void warm() throws IOException {
        file.warm(file.dataOffset() + next((long) mebibytes << 20), bytes);
    }

    @Benchmark
    public List<Range> ranges() {
        return file.ranges();
    }

    /** By a reader beside the writer. */
    @Benchmark
    public long openAndClose() throws IOException {
        try (HybridFile reader = HybridFile.open(
                file.path(),
                HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build())) {
            return reader.endOffset();
        }
    }

    /** The range that was sealed last. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    public void discard() throws IOException {
        file.discard(file.tailOffset() - BORDER_BYTES, BORDER_BYTES);
    }
}
