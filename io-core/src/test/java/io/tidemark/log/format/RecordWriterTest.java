package io.tidemark.log.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.MappedCopy;
import io.tidemark.log.ReferenceFormat;
import io.tidemark.log.SegmentImage;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("no-disk")
class RecordWriterTest {
    private static final SegmentHeader HEADER = SegmentImage.header();
    private static final int CAPACITY = 1024;
    private static final int CALLS_TO_BE_COMPILED = 200_000;
    private static final long OFFSET = 4096 + 512;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private final RecordWriter writer = new RecordWriter(memory);
    private final RecordCursor cursor = new RecordCursor(HEADER.salt());

    private byte[] write(int index, ByteBuf source, int sourceIndex, int length) {
        for (int at = 0; at < CAPACITY; at++) {
            memory.put(at, (byte) 0xee);
        }
        writer.beginSegment(HEADER.salt(), 5);
        int written = writer.stage(index, RecordKind.DATA, OFFSET, 77, -8, OFFSET - 256, source, sourceIndex, length);
        writer.complete();
        assertThat(written).isEqualTo(RecordLayout.recordBytes(length));
        byte[] record = new byte[written];
        memory.get(index, record);
        return record;
    }

    @Test
    void everyFieldIsWhereTheFormatSays() {
        byte[] payload = SegmentImage.payload(21, 3);
        ByteBuffer record = ByteBuffer.wrap(write(0, Unpooled.wrappedBuffer(payload), 0, 21))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(record.getInt(0)).isEqualTo(0x1000_0015);
        assertThat(record.getLong(8)).isEqualTo(77);
        assertThat(record.getLong(16)).isEqualTo(-8);
        assertThat(record.getInt(24)).isEqualTo(5);
        assertThat(record.getInt(28)).isEqualTo(256 / 8);
        assertThat(Arrays.copyOfRange(record.array(), 32, 53)).isEqualTo(payload);
        assertThat(Arrays.copyOfRange(record.array(), 53, 56)).containsOnly(0);
        byte[] segment = new byte[(int) OFFSET + 56];
        HeaderCodec.encode(HEADER, ByteBuffer.wrap(segment));
        System.arraycopy(record.array(), 0, segment, (int) OFFSET, 56);
        assertThat(record.getInt(4)).isEqualTo(ReferenceFormat.checksum(segment, (int) OFFSET));
    }

    /** Up to JDK 20 the JVM says so late, in code that is compiled: then there would be a record of what is no payload. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 13, 504})
    void bytesThatCannotBeReadMakeNoRecord(int length, @TempDir Path directory) throws IOException {
        int page = 4096;
        try (NativeFile file = NativeFile.open(Posix.system(), directory.resolve("file"), OpenRequest.createNew())) {
            file.truncate(page);
            try (MappedRegion region = MappedRegion.map(file, 0, page, MappedRegion.Kind.READ_WRITE)) {
                ByteBuf source = Unpooled.wrappedBuffer(region.buffer());
                writer.beginSegment(HEADER.salt(), 5);
                for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
                    writer.stage(0, RecordKind.DATA, OFFSET, 77, -8, OFFSET - 256, source, page - length, length);
                }
                file.truncate(0);
                for (int i = 0; i < 10; i++) {
                    assertThatThrownBy(() -> writer.stage(
                                    0, RecordKind.DATA, OFFSET, 77, -8, OFFSET - 256, source, page - length, length))
                            .isInstanceOf(InternalError.class)
                            .hasStackTraceContaining("RecordWriter");
                    assertThat(MappedCopy.takeLateError()).isNull();
                }
            }
        }
    }

    /** Also those that end as memory is marked before they are copied. */
    @Test
    void bytesOfAnyValueAreCopied() {
        byte[] payload = new byte[CAPACITY - RecordLayout.HEADER_BYTES];
        ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putLong(payload.length - 8, 0x9e37_79b9_7f4a_7c15L);
        ByteBuf source = Unpooled.directBuffer(CAPACITY).writeBytes(payload);
        try {
            for (int start = 0; start < payload.length; start++) {
                byte[] record = write(0, source, start, payload.length - start);
                assertThat(Arrays.copyOfRange(record, 32, 32 + payload.length - start))
                        .isEqualTo(Arrays.copyOfRange(payload, start, payload.length));
            }
            for (int last = 0; last < 256; last++) {
                source.setByte(8, last);
                assertThat(write(0, source, 0, 9)[40]).isEqualTo((byte) last);
            }
        } finally {
            source.release();
        }
    }

    static Stream<ByteBuf> sources() {
        byte[] bytes = SegmentImage.payload(600, 4);
        return Stream.of(
                Unpooled.wrappedBuffer(bytes),
                Unpooled.directBuffer(600).writeBytes(bytes),
                Unpooled.wrappedBuffer(bytes).asReadOnly(),
                Unpooled.compositeBuffer()
                        .addComponent(true, Unpooled.wrappedBuffer(bytes, 0, 100))
                        .addComponent(true, Unpooled.directBuffer(500).writeBytes(bytes, 100, 500)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void anyKindOfBufferGivesTheSameRecordAndIsLeftAsItWas(ByteBuf source) {
        byte[] expected = write(0, Unpooled.wrappedBuffer(SegmentImage.payload(600, 4)), 5, 501);
        int readerIndex = source.readerIndex();
        assertThat(write(0, source, 5, 501)).isEqualTo(expected);
        assertThat(source.readerIndex()).isEqualTo(readerIndex);
        assertThat(source.refCnt()).isEqualTo(1);
        source.release();
    }

    @Test
    void aRecordIsTheSameWhereverTheMemoryHoldsIt() {
        ByteBuf source = Unpooled.wrappedBuffer(SegmentImage.payload(300, 5));
        for (int length : new int[] {0, 1, 8, 63, 300}) {
            byte[] expected = write(0, source, 0, length);
            for (int index = 0; index <= CAPACITY - expected.length; index++) {
                assertThat(write(index, source, 0, length))
                        .as("length %d, index %d", length, index)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void onlyTheRecordsOwnBytesChange() {
        int start = 512;
        write(start, Unpooled.wrappedBuffer(SegmentImage.payload(9, 5)), 0, 9);
        for (int at = 0; at < CAPACITY; at++) {
            if (at < start || at >= start + 48) {
                assertThat(memory.get(at)).as("byte %d", at).isEqualTo((byte) 0xee);
            }
        }
    }

    @Test
    void aCallerWhoChangesTheBufferMeanwhileGetsAnIntactRecordOfSomeMix() throws Exception {
        byte[] shared = new byte[700];
        ByteBuf source = Unpooled.wrappedBuffer(shared);
        Thread scribbler = new Thread(() -> {
            for (byte value = 0; !Thread.currentThread().isInterrupted(); value++) {
                Arrays.fill(shared, value);
            }
        });
        scribbler.start();
        int mixed = 0;
        try {
            writer.beginSegment(HEADER.salt(), 5);
            for (int round = 0; round < 5_000_000 && mixed < 100; round++) {
                writer.stage(0, RecordKind.DATA, 0, round, 0, 0, source, 0, 700);
                writer.complete();
                assertThat(cursor.verify(memory, 0, 0, CAPACITY))
                        .as("round %d", round)
                        .isEqualTo(Verdict.VALID);
                mixed += memory.get(32) == memory.get(32 + 699) ? 0 : 1;
            }
        } finally {
            scribbler.interrupt();
            scribbler.join();
        }
        assertThat(mixed).as("records written while the buffer changed").isPositive();
    }

    @Test
    void writingAndVerifyingAllocateNothing() {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM does not count allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf source = Unpooled.directBuffer(64).writeZero(64);
        writeAndVerify(source);
        long before = threads.getCurrentThreadAllocatedBytes();
        writeAndVerify(source);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        source.release();
        assertThat(allocated / 20_000.0).as("bytes a record").isLessThan(0.5);
    }

    private void writeAndVerify(ByteBuf source) {
        writer.beginSegment(HEADER.salt(), 5);
        int bad = 0;
        for (int i = 0; i < 20_000; i++) {
            writer.stage(96 * (i % 10), RecordKind.DATA, 96L * (i % 10), i, i, 0, source, 0, 64);
            writer.complete();
            bad += cursor.verify(memory, 96 * (i % 10), 96L * (i % 10), CAPACITY) == Verdict.VALID ? 0 : 1;
        }
        assertThat(bad).isZero();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
        memory.putLong(0, 42);
        writer.beginSegment(HEADER.salt(), 5);
        ByteBuf source = Unpooled.wrappedBuffer(new byte[2000]);
        for (int length : new int[] {-1, CAPACITY - 31, 2000, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> writer.stage(0, RecordKind.DATA, 0, 1, 1, 0, source, 0, length))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        for (int index : new int[] {-8, CAPACITY - 32, CAPACITY, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> writer.stage(index, RecordKind.DATA, 0, 1, 1, 0, source, 0, 8))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(memory.getLong(0)).isEqualTo(42);
    }
}
