package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.EndMark;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The last unit of a direct tail is written while it goes on growing in memory. What the device is given is a prefix of
 * what was appended, then the end mark, then zeros, and stays so as long as the write takes.
 */
@Tag("no-dax")
class TornTailTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final int FORCES = 150;
    private static final int IOVEC_BYTES = 16;

    private final long seed = new Random().nextLong();
    private final AtomicLong grown = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private volatile boolean held;

    @BeforeEach
    void open() throws Exception {
        TailModes.need(RangeMode.DIRECT);
        System.out.println("seed " + seed);
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .tailBufferBytes(8 * BORDER)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
    }

    /** Slowly enough that the ring doesn't run full, so that it is forces alone that write. */
    private void appendOn(Crew crew) {
        Random random = new Random(seed);
        ByteBuf record = Unpooled.buffer(100);
        crew.repeat("appender", () -> {
            if (file.endOffset() - file.durableOffset() < (held ? 3L : 2L) * BORDER) {
                file.append(Pattern.into(record, file.endOffset(), 1 + random.nextInt(100)));
            } else {
                LockSupport.parkNanos(10_000);
            }
        });
    }

    private void awaitSomethingToForce() {
        Crew.await("something was appended", () -> file.endOffset() > file.durableOffset());
    }

    @Test
    void whatTheDeviceReadsNeverChangesUnderIt() throws Exception {
        seam.bend("pwritev2", FaultSeam.inBackground(false), 1, Long.MAX_VALUE, (call, real) -> {
            byte[] first = given(call);
            assertPrefixMarkAndZeros(first, call.number(3));
            long end = file.endOffset();
            if (looks.incrementAndGet() % 4 == 0) {
                held = true;
                Crew.await("the tail grows", () -> file.endOffset() > end + 1000);
                held = false;
                grown.incrementAndGet();
            }
            Object written = real.make(call.copy());
            assertThat(given(call)).isEqualTo(first);
            return written;
        });
        try (Crew crew = new Crew()) {
            appendOn(crew);
            for (int i = 0; i < FORCES && crew.isWorking(); i++) {
                awaitSomethingToForce();
                file.force();
            }
        }
        assertThat(seam.fired()).as("writes looked at").isGreaterThan(FORCES / 2);
        assertThat(grown.get()).as("writes under which the tail grew").isPositive();
    }

    @Test
    void whatIsOnTheMediumAfterEachForceIsWhatWasAppendedBefore() throws Exception {
        int unit = file.capabilities().writeUnitBytes();
        assertThat(file.capabilities().has(Feature.DIRECT_IO)).isTrue();
        int most = 3 * BORDER;
        try (NativeFile other = NativeFile.open(
                        Posix.system(), place.file(), OpenRequest.readOnly().direct());
                NativeMemory memory = NativeMemory.allocate(Posix.system(), most, unit);
                Crew crew = new Crew()) {
            ByteBuf bytes = Unpooled.wrappedBuffer(memory.buffer());
            appendOn(crew);
            long checked = file.dataOffset();
            for (int i = 0; i < FORCES && crew.isWorking(); i++) {
                awaitSomethingToForce();
                long durable = file.force().durableOffset();
                long from = checked & -unit;
                int length = (int) ((durable - from + unit) & -unit);
                other.readFully(memory.address(), length, from);
                int data = (int) (durable - from);
                Pattern.verify(bytes, 0, from, data);
                if ((durable & (unit - 1)) != 0) {
                    assertMarkAndZeros(bytes, data, (data + unit - 1) & -unit);
                    looks.incrementAndGet();
                }
                checked = durable;
            }
        }
        assertThat(looks.get()).as("partial units looked at").isGreaterThan(FORCES / 2);
    }

    private static byte[] given(FaultSeam.Call call) {
        int count = (int) call.number(2);
        ByteBuffer vector = NativeBuffers.view(call.number(1), count * IOVEC_BYTES);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] part = new byte[(int) vector.getLong(i * IOVEC_BYTES + 8)];
            NativeBuffers.view(vector.getLong(i * IOVEC_BYTES), part.length).get(part);
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /**
     * No byte of the pattern is zero, so the last byte that isn't is the mark; by its place, because the pattern may have
     * the same byte there. It may be left out where the data ends with a unit.
     */
    private static void assertPrefixMarkAndZeros(byte[] bytes, long offset) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        int last = bytes.length - 1;
        while (bytes[last] == 0) {
            last--;
        }
        Pattern.verify(all, 0, offset, last);
        if (last < bytes.length - 1 || bytes[last] != Pattern.at(offset + last)) {
            assertMarkAndZeros(all, last, bytes.length);
        }
    }

    private static void assertMarkAndZeros(ByteBuf bytes, int mark, int end) {
        assertThat(bytes.getByte(mark)).as("the mark").isEqualTo(EndMark.VALUE);
        for (int i = mark + 1; i < end; i++) {
            assertThat(bytes.getByte(i)).as("what follows the mark").isZero();
        }
    }
}
