package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.RecordWriter;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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

/** The scan of a full segment in memory; the floors read and checksum the same bytes without looking at records. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
@State(Scope.Thread)
public class ScanBenchmark {
    private static final int CHUNK_BYTES = 256 << 10;

    @Param("64")
    int mebibytes;

    @Param({"64", "1024"})
    int payloadBytes;

    private final CRC32C crc = new CRC32C();
    private final ByteBuf chunk = Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
    private NativeMemory memory;
    private ByteBuffer view;
    private ByteBuf segment;
    private SegmentHeader header;
    private long end;

    @Setup(Level.Trial)
    public void write() {
        long bytes = (long) mebibytes << 20;
        memory = NativeMemory.allocate(Posix.system(), bytes, 1);
        view = memory.buffer();
        segment = Unpooled.wrappedBuffer(view.duplicate());
        header = new SegmentHeader(new UUID(1, 2), 0, 0, 1, 0, bytes, FooterPlace.NONE);
        RecordWriter writer = new RecordWriter(view);
        writer.beginSegment(header.salt(), 1);
        ByteBuf payload =
                Unpooled.directBuffer(payloadBytes).writeZero(payloadBytes).setByte(0, 1);
        long sequence = 0;
        end = SegmentHeader.BYTES;
        while (end + RecordLayout.recordBytes(payloadBytes) <= bytes) {
            int recordBytes =
                    writer.stage((int) end, RecordKind.DATA, end, sequence, sequence, end, payload, 0, payloadBytes);
            writer.complete();
            end += recordBytes;
            sequence++;
        }
        payload.release();
    }

    @TearDown(Level.Trial)
    public void free() {
        memory.close();
        chunk.release();
    }

    /** The checksum of all bytes where they lie. */
    @Benchmark
    public long floorChecksum() {
        crc.reset();
        crc.update(view.limit((int) end).position(0));
        view.clear();
        return crc.getValue();
    }

    /** The same after the copy that reading is. */
    @Benchmark
    public long floorReadAndChecksum() {
        crc.reset();
        for (long at = 0; at < end; at += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES, end - at);
            chunk.setBytes(0, segment, (int) at, length);
            crc.update(chunk.internalNioBuffer(0, length));
        }
        return crc.getValue();
    }

    /** A checksum for each record, at offsets that are known. */
    @Benchmark
    public long floorChecksumsOfRecords() {
        int recordBytes = RecordLayout.recordBytes(payloadBytes);
        long sum = 0;
        for (int at = SegmentHeader.BYTES; at < end; at += recordBytes) {
            crc.reset();
            crc.update(view.limit(at + recordBytes).position(at + 8));
            sum += crc.getValue();
        }
        view.clear();
        return sum;
    }

    @Benchmark
    public ScanResult scan() throws IOException {
        SegmentReader reader =
                (offset, target, targetIndex, length) -> target.setBytes(targetIndex, segment, (int) offset, length);
        ScanResult result = SegmentScan.run(reader, header, end, 0, ScanListener.NONE);
        if (!(result instanceof ScanResult.End found) || found.offset() != end) {
            throw new AssertionError("Not scanned to " + end + ": " + result);
        }
        return result;
    }
}
