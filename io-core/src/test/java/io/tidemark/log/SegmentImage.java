package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.Footer;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordWriter;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.log.recovery.SegmentScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.UUID;

/** A segment under construction in memory: an appender without a file. */
public final class SegmentImage {
    public static final UUID LOG_ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    public static final long FIRST_TIMESTAMP = 1_700_000_000_000_000L;

    private final SegmentHeader header;
    private final ByteBuffer memory;
    private final RecordWriter writer;
    private final SparseIndex index;
    private int incarnation;
    private long offset = SegmentHeader.BYTES;
    private long durable;

    public SegmentImage(SegmentHeader header) {
        this.header = header;
        this.memory = ByteBuffer.allocateDirect((int) header.segmentBytes()).order(ByteOrder.LITTLE_ENDIAN);
        this.writer = new RecordWriter(memory);
        this.index = new SparseIndex(header.baseSequence(), header.segmentBytes());
        this.incarnation = header.incarnation();
        HeaderCodec.encode(header, memory);
        writer.beginSegment(header.salt(), incarnation);
    }

    /** Segment 7 of {@link #LOG_ID}, begun in incarnation 3 with sequence 1000, 1 MiB. */
    public static SegmentHeader header() {
        return header(1 << 20);
    }

    public static SegmentHeader header(long segmentBytes) {
        return new SegmentHeader(LOG_ID, 7, 1000, 3, FIRST_TIMESTAMP, segmentBytes, new FooterPlace(1_000_000, 1024));
    }

    public static byte[] payload(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public SegmentImage append(int length) {
        return append(payload(length, index.nextSequence()), FIRST_TIMESTAMP + 10 * index.recordCount());
    }

    public SegmentImage append(byte[] payload, long timestampMicros) {
        long at = offset;
        long sequence = index.nextSequence();
        index.add(at, timestampMicros);
        return put(RecordKind.DATA, sequence, timestampMicros, durable, payload);
    }

    /** What an open after a crash or a close does: forces what is there, then a record of the next incarnation. */
    public SegmentImage reopen() {
        return reopen(incarnation + 1);
    }

    public SegmentImage reopen(int nextIncarnation) {
        force();
        incarnation = nextIncarnation;
        writer.beginSegment(header.salt(), incarnation);
        put(RecordKind.OPENING, index.nextSequence(), FIRST_TIMESTAMP, durable, new byte[0]);
        return force();
    }

    public SegmentImage seal() {
        force();
        ByteBuffer payload = ByteBuffer.allocate(Footer.lengthBytes(index.entryCount()));
        Footer.encode(index, offset, payload);
        return put(RecordKind.FOOTER, index.nextSequence(), FIRST_TIMESTAMP, durable, payload.array());
    }

    /** All that was appended is durable from here on. */
    public SegmentImage force() {
        durable = offset;
        return this;
    }

    /** Any record at all, at the end. */
    public SegmentImage put(RecordKind kind, long sequence, long timestampMicros, long durableOffset, byte[] payload) {
        ByteBuf source = Unpooled.wrappedBuffer(payload);
        int bytes = writer.stage(
                (int) offset, kind, offset, sequence, timestampMicros, durableOffset, source, 0, payload.length);
        writer.complete();
        offset += bytes;
        return this;
    }

    /** Goes on somewhere else. */
    public SegmentImage seek(long newOffset) {
        offset = newOffset;
        return this;
    }

    /** Puts back what was there, as a crash does. */
    public SegmentImage restore(byte[] bytes) {
        memory.put(0, bytes);
        return this;
    }

    public SegmentHeader ownHeader() {
        return header;
    }

    public SparseIndex index() {
        return index;
    }

    public long offset() {
        return offset;
    }

    public int end() {
        return (int) offset;
    }

    /** The bytes up to here. */
    public byte[] bytes() {
        return bytes((int) offset);
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        memory.get(0, bytes);
        return bytes;
    }

    public static SegmentReader reader(byte[] bytes) {
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        return (offset, target, targetIndex, length) ->
                target.setBytes(targetIndex, source, Math.toIntExact(offset), length);
    }

    public static ScanResult scan(byte[] bytes, SegmentHeader header) {
        return scan(bytes, header, 0, ScanListener.NONE);
    }

    public static ScanResult scan(byte[] bytes, SegmentHeader header, long knownDurable, ScanListener listener) {
        try {
            return SegmentScan.run(reader(bytes), header, bytes.length, knownDurable, listener);
        } catch (IOException e) {
            throw new AssertionError("memory was read", e);
        }
    }
}
