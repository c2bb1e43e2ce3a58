package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel takes less than it was given, or is interrupted: all bytes arrive, once, in their places. */
class ShortWriteTest {
    private static final int BORDER = 64 << 10;
    private static final int IOVEC_BYTES = 16;

    /** Of one write, what the kernel takes: nothing to speak of, parts of a unit, whole units, all but a byte. */
    @Tag("no-dax")
    @ParameterizedTest
    @CsvSource({"1", "511", "512", "513", "1024", "4095", "4096", "4097", "65535", "-1", "-512", "-513"})
    void shortWritesOfADirectTailAreCompleted(long taken) throws Exception {
        FaultSeam seam = new FaultSeam();
        // Only once a write: one that is taken a byte at a time within a unit would make no progress.
        seam.bend("pwritev2", call -> true, 1, 1, (call, real) -> shortVector(call, real, taken));
        seam.bend("pwritev2", call -> true, 3, 1, (call, real) -> shortVector(call, real, taken));
        seam.fail("pwritev2", 5, Errno.EINTR);
        seam.fail("pwritev2", 6, Errno.EINTR);
        write(seam, TestPlace.Kind.AT_HAND, RangeMode.DIRECT, 4);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "511", "4096", "-1"})
    void shortWritesOfABufferedTailAreCompleted(long taken) throws Exception {
        FaultSeam seam = new FaultSeam();
        seam.bend("pwrite", FaultSeam.inBackground(false), 1, 5, FaultSeam.failing(Errno.EINTR));
        seam.bend("pwrite", FaultSeam.inBackground(false), 1, 40, (call, real) -> {
            Object[] arguments = call.copy();
            arguments[2] = shortened(call.number(2), taken);
            return real.make(arguments);
        });
        write(seam, TestPlace.Kind.TMPFS, RangeMode.BUFFERED, 15);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void anInterruptedAllocationIsRepeated(RangeMode mode) throws Exception {
        FaultSeam seam = new FaultSeam();
        seam.bend("fallocate", call -> true, 3, 3, FaultSeam.failing(Errno.EINTR));
        write(seam, TestPlace.Kind.AT_HAND, mode, 3);
    }

    private static void write(FaultSeam seam, TestPlace.Kind kind, RangeMode mode, int faults) throws Exception {
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(2 * BORDER)
                .growthBytes(2 * BORDER)
                .build();
        try (TestPlace place = TestPlace.of(kind)) {
            // What the probe does is not what is tested.
            boolean[] open = {false};
            seam.onlyWhen(() -> open[0]);
            long end;
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options)) {
                open[0] = true;
                for (int length : new int[] {1, 600, 70_000, 1, 300_000, 17, 4096, 300_000, 5000}) {
                    file.append(Pattern.bytes(file.endOffset(), length));
                    file.force();
                }
                end = file.endOffset();
            }
            assertThat(seam.fired()).as("faults that happened").isGreaterThanOrEqualTo(faults);
            seam.assertNothingHeld();
            try (Outsider outsider = new Outsider(place.file())) {
                assertThat(outsider.file().size()).isEqualTo(end);
                outsider.verify(BORDER, end);
            }
        }
    }

    private static long shortened(long length, long taken) {
        return Math.max(1, Math.min(length, taken > 0 ? taken : length + taken));
    }

    private static Object shortVector(FaultSeam.Call call, FaultSeam.Real real, long taken) throws Throwable {
        int count = (int) call.number(2);
        ByteBuffer vector = NativeBuffers.view(call.number(1), count * IOVEC_BYTES);
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += vector.getLong(i * IOVEC_BYTES + 8);
        }
        try (NativeMemory copy = NativeMemory.allocate(Posix.system(), (long) count * IOVEC_BYTES, 1)) {
            // O_DIRECT takes whole units only; the rest of the answer is made up, as a device's short write would be.
            long answered = shortened(length, taken);
            long left = answered & -512;
            ByteBuffer shortened = copy.buffer();
            for (int i = 0; i < count; i++) {
                long step = Math.min(left, vector.getLong(i * IOVEC_BYTES + 8));
                shortened.putLong(i * IOVEC_BYTES, vector.getLong(i * IOVEC_BYTES));
                shortened.putLong(i * IOVEC_BYTES + 8, step);
                left -= step;
            }
            Object[] arguments = call.copy();
            arguments[1] = copy.address();
            if (answered >= 512) {
                real.make(arguments);
            }
            return answered;
        }
    }
}
