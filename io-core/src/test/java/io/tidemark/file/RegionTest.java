package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FileState.Condition;
import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files beside each other in one file: each is one of its own, and none reaches into another. */
@Tag("no-disk")
class RegionTest {
    private static final int BORDER = 1 << 16;
    private static final int SLOT = 16 * BORDER;
    private static final String PLACES = "io.tidemark.file.RegionTest#places";

    /** What the caller keeps of one region. */
    static final class Store implements StateStore {
        private FileState state;

        @Override
        public synchronized Optional<FileState> load() {
            return Optional.ofNullable(state);
        }

        @Override
        public synchronized void store(FileState newState) {
            state = newState;
        }
    }

    static Stream<Arguments> places() throws IOException {
        Stream<Arguments> onDisks = Stream.of(TestPlace.Kind.EXT4, TestPlace.Kind.XFS)
                .flatMap(kind -> Stream.of(RangeMode.DIRECT, RangeMode.BUFFERED, RangeMode.MAPPED)
                        .map(mode -> Arguments.of(kind, mode)));
        Stream<Arguments> atHand = TailModes.atHand().stream().map(mode -> Arguments.of(TestPlace.Kind.AT_HAND, mode));
        Stream<Arguments> inMemory =
                Stream.of(RangeMode.BUFFERED, RangeMode.MAPPED).map(mode -> Arguments.of(TestPlace.Kind.TMPFS, mode));
        return Stream.of(onDisks, atHand, inMemory).flatMap(places -> places);
    }

    private static HybridFileOptions.Builder slot(int number, RangeMode mode, StateStore store) {
        return HybridFileOptions.builder()
                .region((long) number * SLOT, SLOT)
                .stateStore(store)
                .tailScanner(TailScanner.keepAll())
                .tail(ModeChoice.require(mode))
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER)
                .tailBufferBytes(4 * BORDER);
    }

    /** Other content than that of {@link Pattern}, none of it zero. */
    private static byte[] oldBytes(int slots) {
        byte[] bytes = new byte[slots * SLOT];
        new Random(11).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] |= 1;
        }
        return bytes;
    }

    private static byte[] contentOf(Path path, int slot) throws IOException {
        byte[] bytes = new byte[SLOT];
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer target = ByteBuffer.wrap(bytes);
            while (target.hasRemaining() && channel.read(target, (long) slot * SLOT + target.position()) > 0) {}
        }
        return bytes;
    }

    private static void assertSlotIs(Path path, int slot, byte[] all) throws IOException {
        byte[] expected = Arrays.copyOfRange(all, slot * SLOT, (slot + 1) * SLOT);
        assertThat(Arrays.mismatch(contentOf(path, slot), expected))
                .as("first byte of slot %d that changed", slot)
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource(PLACES)
    void aRegionIsFilledToItsLastByteAndItsNeighboursAreNotTouched(TestPlace.Kind kind, RangeMode mode)
            throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            byte[] old = oldBytes(3);
            Files.write(place.file(), old);
            Store store = new Store();
            try (HybridFile file =
                    HybridFile.open(place.file(), slot(1, mode, store).build())) {
                assertThat(file.dataOffset()).isZero();
                assertThat(file.endOffset()).isZero();
                int[] lengths = {1, 511, 4096, 70_000, 3, BORDER, 12_345};
                for (int i = 0; file.endOffset() < SLOT; i++) {
                    long offset = file.endOffset();
                    int length = (int) Math.min(SLOT - offset, lengths[i % lengths.length]);
                    assertThat(file.append(Pattern.bytes(offset, length))).isEqualTo(offset);
                    Pattern.verify(file, offset, length);
                    if (i % 5 == 0) {
                        assertThat(file.force().durableOffset()).isEqualTo(offset + length);
                    }
                }
                file.force();
                Pattern.verify(file, 0, SLOT);
                assertThatThrownBy(() -> file.append(Pattern.bytes(SLOT, 1)))
                        .isInstanceOf(SizeLimitException.class)
                        .hasMessageContaining(place.file().toString());
                file.seal(SLOT);
                assertThat(file.tailOffset()).isEqualTo(SLOT);
                assertThat(file.hasViews()).isFalse();
                ByteBuf view = file.readAt(SLOT - 100, 100);
                assertThat(view.isReadOnly()).isTrue();
                Pattern.verify(view, 0, SLOT - 100, 100);
                assertThat(file.hasViews()).isTrue();
                view.release();
                assertThat(file.hasViews()).isFalse();
            }
            assertThat(Files.size(place.file())).isEqualTo(3L * SLOT);
            assertSlotIs(place.file(), 0, old);
            assertSlotIs(place.file(), 2, old);
            assertThat(store.state.endOffset()).isEqualTo(SLOT);
            try (HybridFile file =
                    HybridFile.open(place.file(), slot(1, mode, store).build())) {
                Pattern.verify(file, 0, SLOT);
                assertThat(file.endOffset()).isEqualTo(SLOT);
                assertThatThrownBy(() -> file.append(Pattern.bytes(SLOT, 1))).isInstanceOf(SizeLimitException.class);
            }
            assertSlotIs(place.file(), 2, old);
        }
    }

    @ParameterizedTest
    @MethodSource(PLACES)
    void oneIsAppendedToWhileTheOtherIsSealedReadAndDiscarded(TestPlace.Kind kind, RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            Store left = new Store();
            Store right = new Store();
            try (HybridFile full =
                            HybridFile.open(place.file(), slot(0, mode, left).build());
                    HybridFile growing =
                            HybridFile.open(place.file(), slot(1, mode, right).build())) {
                full.append(Pattern.bytes(0, 8 * BORDER));
                full.seal(8 * BORDER);
                ByteBuf view = full.readAt(2 * BORDER + 5, 1000);
                for (int at = 0; at < 5 * BORDER + 777; at += 777) {
                    growing.append(Pattern.bytes(at, 777));
                    growing.force();
                    Pattern.verify(full, 5 * BORDER + at % (2 * BORDER), 777);
                    Pattern.verify(growing, Math.max(0, at - 3000), Math.min(at, 3000) + 777);
                    if (at / 777 == 100) {
                        full.discard(2 * BORDER, BORDER);
                        Pattern.verify(view, 0, 2 * BORDER + 5, 1000);
                        assertThat(full.hasViews()).isTrue();
                        view.release();
                        full.discard(4 * BORDER, BORDER);
                        assertThat(full.hasViews()).isFalse();
                    }
                }
                full.append(Pattern.bytes(8 * BORDER, 100));
                full.force();
                growing.seal(4 * BORDER);
                assertThatThrownBy(() -> full.readAt(2 * BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
                Pattern.verify(growing, 0, 5 * BORDER);
                Pattern.verify(full, 5 * BORDER, 3 * BORDER + 100);
            }
            byte[] raw = contentOf(place.file(), 0);
            for (int number = 0; number < 8; number++) {
                boolean gone = number == 2 || number == 4;
                ByteBuf border = Unpooled.wrappedBuffer(raw, number * BORDER, BORDER);
                if (gone) {
                    assertThat(border).isEqualTo(Unpooled.wrappedBuffer(new byte[BORDER]));
                } else {
                    Pattern.verify(border, 0, (long) number * BORDER, BORDER);
                }
            }
            Pattern.verify(Unpooled.wrappedBuffer(contentOf(place.file(), 1)), 0, 0, 5 * BORDER);
            try (HybridFile full = HybridFile.open(
                            place.file(),
                            slot(0, mode, left).openMode(OpenMode.READ_ONLY).build());
                    HybridFile growing =
                            HybridFile.open(place.file(), slot(1, mode, right).build())) {
                Pattern.verify(full, 5 * BORDER, 3 * BORDER + 100);
                Pattern.verify(growing, 0, 5 * BORDER);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(PLACES)
    void aRegionIsUsedAgainOverOldBytesThatNobodyZeroes(TestPlace.Kind kind, RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            byte[] old = oldBytes(2);
            Files.write(place.file(), old);
            try (FileChannel channel = FileChannel.open(place.file(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Store store = new Store();
            int length = BORDER + 1000;
            try (HybridFile file =
                    HybridFile.open(place.file(), slot(0, mode, store).build())) {
                file.append(Pattern.bytes(0, length));
                file.force();
                Pattern.verify(file, 0, length);
            }
            byte[] now = contentOf(place.file(), 0);
            Pattern.verify(Unpooled.wrappedBuffer(now), 0, 0, length);
            int kept = (length + 4096) & -4096;
            assertThat(Arrays.mismatch(now, kept, SLOT, old, kept, SLOT))
                    .as("old bytes behind the unit of the end mark")
                    .isEqualTo(-1);
            assertSlotIs(place.file(), 1, old);
            assertThat(Files.size(place.file())).isEqualTo(2L * SLOT);

            try (HybridFile again =
                    HybridFile.open(place.file(), slot(0, mode, store).build())) {
                again.append(Pattern.bytes(length, 5000));
                Pattern.verify(again, 0, length + 5000);
            }
            Store fresh = new Store();
            try (HybridFile second =
                    HybridFile.open(place.file(), slot(0, mode, fresh).build())) {
                assertThat(second.endOffset()).isZero();
                second.append(Pattern.bytes(0, length)); // The same bytes at the same place.
                second.seal(second.endOffset());
                Pattern.verify(second, 0, length);
            }
            assertSlotIs(place.file(), 1, old);
        }
    }

    /** A mapping would read them from the disk, and make all of them dirty. */
    @ParameterizedTest
    @CsvSource({"TMPFS, MAPPED, 16", "EXT4, DIRECT, 16", "EXT4, MAPPED, 4"})
    void oldBytesAreMadeReadyInOneStepWhereThatTakesNoReads(TestPlace.Kind kind, RangeMode mode, long mebibytes)
            throws Exception {
        long large = 16 << 20;
        try (TestPlace place = TestPlace.of(kind)) {
            try (FileChannel channel =
                    FileChannel.open(place.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate((int) large));
            }
            HybridFileOptions.Builder options = slot(0, mode, new Store()).growthBytes(64 << 20);
            try (HybridFile old =
                    HybridFile.open(place.file(), options.region(0, large).build())) {
                assertThat(old.statistics().preparedBytes()).isEqualTo(mebibytes << 20);
            }
            options.stateStore(new Store()).region(large, large);
            try (HybridFile fresh = HybridFile.open(place.file(), options.build())) {
                assertThat(fresh.statistics().preparedBytes()).isEqualTo(4 << 20);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(PLACES)
    void afterACrashTheCallersScannerFindsTheEndAmongOldBytes(TestPlace.Kind kind, RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            byte[] old = oldBytes(2);
            Files.write(place.file(), old);
            Store store = new Store();
            Store crashed = new Store();
            int length = 2 * BORDER + 100;
            Path copy = place.directory().resolve("copy");
            try (HybridFile file = HybridFile.open(
                    place.file(),
                    slot(0, mode, store).sealing(Sealing.ON_REQUEST).build())) {
                file.append(Pattern.bytes(0, length));
                file.force();
                Files.copy(place.file(), copy);
                crashed.state = store.state;
            }
            assertThat(crashed.state.condition()).isEqualTo(Condition.OPEN);
            TailScanner scanner = (tail, from, limit) -> {
                assertThat(limit).as("the old bytes are there").isGreaterThanOrEqualTo(SLOT - 1);
                return length;
            };
            try (HybridFile file = HybridFile.open(
                    copy, slot(0, mode, crashed).tailScanner(scanner).build())) {
                assertThat(file.endOffset()).isEqualTo(length);
                Pattern.verify(file, 0, length);
            }
            assertSlotIs(copy, 1, old);
        }
    }

    @ParameterizedTest
    @MethodSource(PLACES)
    void dataThatFillsARegionWithZerosIsFoundWholeAfterACrash(TestPlace.Kind kind, RangeMode mode) throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            Store store = new Store();
            FileState crashed;
            Path copy = place.directory().resolve("copy");
            try (HybridFile file = HybridFile.open(
                    place.file(),
                    slot(0, mode, store).sealing(Sealing.ON_REQUEST).build())) {
                file.append(Pattern.bytes(0, SLOT - 1000));
                file.append(Unpooled.wrappedBuffer(new byte[1000]));
                file.force();
                Files.copy(place.file(), copy);
                crashed = store.state;
            }
            Store found = new Store();
            found.state = crashed;
            try (HybridFile file = HybridFile.open(copy, slot(0, mode, found).build())) {
                assertThat(file.endOffset()).isEqualTo(SLOT);
                Pattern.verify(file, 0, SLOT - 1000);
            }
        }
    }

    /** They take the place of the mark, and there is no room for another one. */
    @ParameterizedTest
    @MethodSource(PLACES)
    void zerosThatFillARegionAndAreNotForcedTakeNothingFromWhatWas(TestPlace.Kind kind, RangeMode mode)
            throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            Store store = new Store();
            Store killed = new Store();
            Path copy = place.directory().resolve("copy");
            try (HybridFile file = HybridFile.open(
                    place.file(),
                    slot(0, mode, store).sealing(Sealing.ON_REQUEST).build())) {
                file.append(Pattern.bytes(0, SLOT - 3000));
                file.append(Unpooled.wrappedBuffer(new byte[1000]));
                file.force();
                file.append(Unpooled.wrappedBuffer(new byte[2000]));
                Files.copy(place.file(), copy);
                killed.state = store.state;
            }
            try (HybridFile file = HybridFile.open(copy, slot(0, mode, killed).build())) {
                assertThat(file.endOffset()).isBetween(SLOT - 2000L, (long) SLOT);
                Pattern.verify(file, 0, SLOT - 3000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "XFS", "TMPFS"})
    void regionsMayBeUsedInAnyOrder(TestPlace.Kind kind) throws Exception {
        try (TestPlace place = TestPlace.of(kind)) {
            RangeMode mode = switch (kind) {
                case TMPFS -> RangeMode.BUFFERED;
                case AT_HAND -> TailModes.atHand().get(0);
                default -> RangeMode.DIRECT;
            };
            Store[] stores = {new Store(), new Store(), new Store()};
            for (int slot : new int[] {2, 0, 1}) {
                try (HybridFile file = HybridFile.open(
                        place.file(), slot(slot, mode, stores[slot]).build())) {
                    file.append(Pattern.bytes(0, 5 * BORDER + 5));
                }
                assertThat(Files.size(place.file())).isBetween(2L * SLOT + 5 * BORDER + 5, 3L * SLOT);
            }
            for (int slot = 0; slot < 3; slot++) {
                Pattern.verify(Unpooled.wrappedBuffer(contentOf(place.file(), slot)), 0, 0, 5 * BORDER + 5);
            }
        }
    }

    @Test
    void withoutPreallocationAFileGrowsWithoutBeingCut() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Capabilities known = Capabilities.probe(place.directory());
            Map<Feature, Capability> answers = new EnumMap<>(Feature.class);
            answers.putAll(known.answers());
            for (Feature feature : new Feature[] {Feature.PREALLOCATION, Feature.DIRECT_IO}) {
                answers.put(feature, new Capability(feature, Answer.UNAVAILABLE, "as if"));
            }
            Capabilities poor = new Capabilities(
                    "as if", known.fileSystem(), known.device(), 0, 4096, "", answers, Optional.empty());
            Store left = new Store();
            Store right = new Store();
            try (HybridFile second = HybridFile.open(
                            place.file(),
                            slot(1, RangeMode.BUFFERED, right)
                                    .capabilities(poor)
                                    .build());
                    HybridFile first = HybridFile.open(
                            place.file(),
                            slot(0, RangeMode.BUFFERED, left).capabilities(poor).build())) {
                second.append(Pattern.bytes(0, 10 * BORDER));
                first.append(Pattern.bytes(0, SLOT));
                Pattern.verify(second, 0, 10 * BORDER);
                Pattern.verify(first, 0, SLOT);
                assertThat(first.capabilities().has(Feature.PREALLOCATION)).isFalse();
            }
        }
    }

    @Test
    void whatARegionCannotDoIsSaidAtOnce() throws Exception {
        HybridFileOptions.Builder plain = HybridFileOptions.builder();
        assertThatThrownBy(() -> plain.region(100, SLOT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> plain.region(SLOT, BORDER).borderBytes(2 * BORDER).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("borderBytes");
        assertThatThrownBy(() -> plain.borderBytes(BORDER).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stateStore");
        assertThatThrownBy(() -> plain.stateStore(new Store()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tailScanner");
        HybridFileOptions reading = plain.openMode(OpenMode.READ_ONLY).build();
        assertThat(reading.region()).isEqualTo(new FileRegion(SLOT, BORDER));
        assertThat(reading.maxFileBytes()).isEqualTo(BORDER);
        assertThat(reading.locking()).isEqualTo(Locking.NONE);
        assertThat(HybridFileOptions.defaults().locking()).isEqualTo(Locking.EXCLUSIVE);
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Files.write(place.file(), new byte[2 * SLOT]);
            assertThatThrownBy(() -> HybridFile.open(place.file(), reading))
                    .isInstanceOf(NotATidemarkFileException.class)
                    .hasMessageContaining("no state");
            Store store = new Store();
            try (HybridFile file = HybridFile.open(
                    place.file(), slot(1, RangeMode.BUFFERED, store).build())) {
                assertThatThrownBy(file::closeIntoPageCache)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("whole file");
                file.append(Pattern.bytes(0, 9 * BORDER));
            }
            assertThatThrownBy(() -> HybridFile.open(
                            place.file(),
                            slot(1, RangeMode.BUFFERED, store)
                                    .region(0, 8 * BORDER)
                                    .build()))
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining("region");
        }
    }

    @Test
    void aLockOfARegionKeepsOutItsOwnSecondWriterAndNobodyElse() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFileOptions first = slot(0, RangeMode.BUFFERED, new Store())
                    .locking(Locking.EXCLUSIVE)
                    .build();
            HybridFileOptions second = slot(1, RangeMode.BUFFERED, new Store())
                    .locking(Locking.EXCLUSIVE)
                    .build();
            try (HybridFile one = HybridFile.open(place.file(), first);
                    HybridFile other = HybridFile.open(place.file(), second)) {
                assertThatThrownBy(() -> HybridFile.open(place.file(), first)).isInstanceOf(FileLockedException.class);
                one.append(Pattern.bytes(0, 10));
                other.append(Pattern.bytes(0, 10));
            }
        }
    }

    @Test
    void viewsAreKnownAfterTheCloseToo() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Store store = new Store();
            HybridFile file = HybridFile.open(
                    place.file(), slot(1, RangeMode.BUFFERED, store).build());
            file.append(Pattern.bytes(0, 4 * BORDER));
            file.seal(4 * BORDER);
            ByteBuf first = file.readAt(0, 10);
            ByteBuf second = file.readAt(3 * BORDER, 10).retain();
            file.close();
            file.close();
            assertThat(file.hasViews()).isTrue();
            first.release();
            assertThat(file.hasViews()).isTrue();
            second.release();
            assertThat(file.hasViews()).isTrue();
            Pattern.verify(second, 0, 3 * BORDER, 10);
            second.release();
            assertThat(file.hasViews()).isFalse();

            try (HybridFile reader = HybridFile.open(
                    place.file(),
                    slot(1, RangeMode.BUFFERED, store)
                            .openMode(OpenMode.READ_ONLY)
                            .build())) {
                assertThat(reader.hasViews()).isFalse();
                ByteBuf view = reader.readAt(0, 10);
                assertThat(reader.hasViews()).isTrue();
                view.release();
            }
        }
    }
}
