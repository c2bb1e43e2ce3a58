package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that finds too little space leaves what there is to others; ext4 would let it keep all that there was. */
@Tag("no-disk")
class SpaceGivenBackTest {
    private static final int MIB = 1 << 20;
    private static final int BORDER = 1 << 16;

    /** What the file system needs for itself meanwhile. */
    private static final long SLACK = 2 * MIB;

    private final FaultSeam seam = new FaultSeam();

    /** Allocations that found the disk full. */
    private final AtomicInteger refused = new AtomicInteger();

    /** Holes that were punched since. */
    private final AtomicInteger punched = new AtomicInteger();

    private static HybridFileOptions.Builder options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(64L * MIB);
    }

    private void watchAllocations() {
        seam.bend("fallocate", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            try {
                Object done = real.make(call.copy());
                if (call.number(1) != 0 && refused.get() > 0) {
                    punched.incrementAndGet();
                }
                return done;
            } catch (ErrnoException e) {
                if (e.errno() == Errno.ENOSPC) {
                    refused.incrementAndGet();
                }
                throw e;
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void anAppendThatDoesNotFitTakesNothing(TestPlace.Kind kind) throws Exception {
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file =
                        HybridFile.open(seam.posix(), place.file(), options().build())) {
            watchAllocations();
            file.append(Pattern.bytes(file.endOffset(), 1000));
            long free = leave(place, 24 * MIB);
            ByteBuf tooLong = Unpooled.wrappedBuffer(new byte[40 * MIB]);
            assertThatThrownBy(() -> file.append(tooLong)).isInstanceOf(DiskFullException.class);
            assertThat(refused.get()).isEqualTo(1);
            assertFree(place, free);
            file.append(Pattern.bytes(file.endOffset(), 8 * MIB));
            file.force();
            assertHolds(file);
        }
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void aStepAheadThatDoesNotFitTakesNothing(TestPlace.Kind kind) throws Exception {
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file =
                        HybridFile.open(seam.posix(), place.file(), options().build())) {
            file.append(Pattern.bytes(file.endOffset(), 12 * MIB));
            Crew.await("a step ahead is done", () -> file.statistics().preparedBytes() >= 24 * MIB);
            long free = leave(place, 20 * MIB);
            watchAllocations();
            file.append(Pattern.bytes(file.endOffset(), 11 * MIB)); // More than half of what is prepared.
            Crew.await("space was given back", () -> punched.get() > 0);
            assertThat(refused.get()).isEqualTo(1);
            assertFree(place, free);
            file.force();
            assertHolds(file);
        }
        seam.assertNothingHeld();
    }

    /** The file is longer than the region already, so what it has there is a hole, and behind it are others' bytes. */
    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void aRegionGivesBackItsOwnHolesOnly(TestPlace.Kind kind) throws Exception {
        byte[] old = new byte[3 * MIB];
        Arrays.fill(old, (byte) 7);
        try (TestPlace place = TestPlace.of(kind)) {
            writeAt(place.file(), old, 0); // Of an earlier use of the region.
            writeAt(place.file(), old, 64L * MIB);
            long free = leave(place, 24 * MIB);
            HybridFileOptions slot = options()
                    .region(0, 64L * MIB)
                    .stateStore(new RegionTest.Store())
                    .tailScanner(TailScanner.keepAll())
                    .build();
            watchAllocations();
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), slot)) {
                assertThat(refused.get()).as("steps for all of the region").isPositive();
                awaitFree(place, free); // A step ahead may be under way.
                file.append(Pattern.bytes(0, MIB));
                assertThatThrownBy(() -> file.append(Unpooled.wrappedBuffer(new byte[40 * MIB])))
                        .isInstanceOf(DiskFullException.class);
                assertThat(refused.get()).isGreaterThan(1);
                awaitFree(place, free);
                file.force();
                assertHolds(file);
            }
            assertThat(readAt(place.file(), 2L * MIB, MIB)).containsOnly((byte) 7);
            assertThat(readAt(place.file(), 64L * MIB, old.length)).isEqualTo(old);
        }
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void aDiscardedRangeThatIsNotUsedAgainTakesNothing(TestPlace.Kind kind) throws Exception {
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file =
                        HybridFile.open(seam.posix(), place.file(), options().build())) {
            long start = file.dataOffset();
            file.append(Pattern.bytes(start, 48 * MIB));
            file.seal(start + 48L * MIB);
            file.discard(start, 40L * MIB);
            long free = leave(place, 24 * MIB);
            watchAllocations();
            assertThatThrownBy(() -> file.assign(start, 40L * MIB, RangeMode.BUFFERED))
                    .isInstanceOf(DiskFullException.class);
            assertThat(refused.get()).isEqualTo(1);
            assertFree(place, free);
            assertThatThrownBy(() -> file.readAt(start, 1)).isInstanceOf(DiscardedRangeException.class);
            file.assign(start, 8L * MIB, RangeMode.BUFFERED);
            file.writeAt(start, Pattern.bytes(start, 8 * MIB));
            file.force();
        }
        seam.assertNothingHeld();
    }

    /** Fills the file system but for so many bytes, of which it keeps some for itself; returns how many there are. */
    private static long leave(TestPlace place, long bytes) throws IOException {
        try (NativeFile ballast =
                NativeFile.open(Posix.system(), place.directory().resolve("ballast"), OpenRequest.createNew())) {
            for (long end = 0; free(place) > bytes; end += MIB) {
                ballast.allocate(end, MIB);
            }
        }
        return free(place);
    }

    private static void assertFree(TestPlace place, long before) throws IOException {
        assertThat(free(place)).isGreaterThan(before - SLACK);
    }

    private static void awaitFree(TestPlace place, long before) {
        Crew.await("space was given back", () -> {
            try {
                return free(place) > before - SLACK;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static long free(TestPlace place) throws IOException {
        return Files.getFileStore(place.directory()).getUnallocatedSpace();
    }

    private static void writeAt(Path path, byte[] bytes, long offset) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
            channel.force(true);
        }
    }

    private static byte[] readAt(Path path, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (var channel = FileChannel.open(path)) {
            channel.read(bytes, offset);
        }
        return bytes.array();
    }

    private static void assertHolds(HybridFile file) throws IOException {
        long start = file.dataOffset();
        int length = (int) (file.endOffset() - start);
        Pattern.verify(file, start, length);
    }
}
