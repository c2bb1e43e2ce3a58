package io.tidemark.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.RecordWriter;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/** A log record into memory that is used round and round, and its verification; the floor copies and checksums the payload. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class RecordBenchmark {
    private static final int RING_BYTES = 1 << 16;
    private static final int OFFSET_MASK = (1 << 30) - 1;

    @Param({"64", "1024"})
    int payloadBytes;

    private final ByteBuffer ring = ByteBuffer.allocateDirect(RING_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private ByteBuffer source;
    private ByteBuf sourceBuf;
    private RecordWriter writer;
    private RecordCursor cursor;
    private int index;
    private long offset;
    private long sequence;

    @Setup(Level.Trial)
    public void fill() {
        byte[] payload = new byte[payloadBytes];
        new Random(1).nextBytes(payload);
        source = ByteBuffer.allocateDirect(payloadBytes).put(0, payload);
        sourceBuf = Unpooled.wrappedBuffer(source.duplicate());
        SegmentSalt salt = SegmentSalt.of(new UUID(1, 2), 3);
        writer = new RecordWriter(ring);
        writer.beginSegment(salt, 1);
        cursor = new RecordCursor(salt);
        encode();
    }

    /** The payload alone. */
    @Benchmark
    public long floorCopyAndChecksum() {
        int at = index + payloadBytes > RING_BYTES ? 0 : index;
        ring.put(at, source, 0, payloadBytes);
        crc.reset();
        crc.update(ring.limit(at + payloadBytes).position(at));
        ring.clear();
        index = at + payloadBytes;
        return crc.getValue();
    }

    @Benchmark
    public int encode() {
        int at = (int) offset & (RING_BYTES - 1);
        int room = RING_BYTES - RecordLayout.recordBytes(payloadBytes);
        int bytes = writer.stage(
                Math.min(at, room), RecordKind.DATA, offset, sequence++, sequence, offset, sourceBuf, 0, payloadBytes);
        writer.complete();
        offset = (offset + bytes) & OFFSET_MASK;
        return bytes;
    }

    /** The record at the ring's start, again and again. */
    @Benchmark
    public Verdict verify() {
        return cursor.verify(ring, 0, 0, RecordLayout.recordBytes(payloadBytes));
    }
}
