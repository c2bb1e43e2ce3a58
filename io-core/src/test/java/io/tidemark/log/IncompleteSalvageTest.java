package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.log.Salvage.Doubt;
import io.tidemark.log.Salvage.Gap;
import io.tidemark.log.Salvage.Reason;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A salvage that met what may be a loss says so, also where nothing tells which records that were. */
@Tag("no-disk")
class IncompleteSalvageTest extends LogInMemory {
    private static final int MIB = 1 << 20;
    private static final int BLOCK_BYTES = 4096;
    private static final int RECORD_BYTES = 100;

    /** So many records are in each segment but the last. */
    private static final int EACH = 100;

    /** How a block was lost. */
    private enum Loss {
        UNREADABLE,
        GARBAGE
    }

    /** Sealed segments, and some records in the last one; closed in order. */
    private LogImage write(Layout layout, int segments) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            for (int segment = 1; segment < segments; segment++) {
                Records.append(log, EACH, RECORD_BYTES, Durability.onDemand());
                log.sealTail();
            }
            Records.append(log, EACH, RECORD_BYTES, Durability.onDemand());
            log.force();
        }
        LogImage image = LogImage.of(path);
        assertThat(image.segments()).hasSize(segments);
        return image;
    }

    private LogImage writeWithoutTheFirst(Layout layout, int discarded, int kept) throws IOException {
        write(layout, discarded + kept);
        discard((long) discarded * EACH);
        return LogImage.of(path);
    }

    private void discard(long before) throws IOException {
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build())) {
            log.discardBefore(before);
            assertThat(log.firstSequence()).isEqualTo(before);
        }
    }

    private void lose(Loss loss, SegmentPlace in, long from, int bytes) throws IOException {
        if (loss == Loss.GARBAGE) {
            byte[] garbage = new byte[bytes];
            Arrays.fill(garbage, (byte) 0x5a);
            LogImage.of(path).write(in, from, garbage);
            return;
        }
        long start = in.offset() + from;
        seam.bend(
                "pread",
                call -> call.file().equals(in.path().toString())
                        && call.number(3) < start + bytes
                        && call.number(3) + call.number(2) > start,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
    }

    /** The block in which records end, and the first one that is part of it. */
    private record LastBlock(long offset, long firstLost) {
        static LastBlock of(LogImage.Found segment) throws IOException {
            List<RecordAt> records = RecordAt.of(segment);
            long block = (records.get(records.size() - 1).payloadEnd() - 1) & -BLOCK_BYTES;
            long lost = records.stream()
                    .filter(record -> record.touches(block, BLOCK_BYTES))
                    .mapToLong(RecordAt::sequence)
                    .min()
                    .orElseThrow();
            return new LastBlock(block, lost);
        }
    }

    private Salvage salvage(Layout layout) throws IOException {
        return Salvage.run(
                Environments.of(seam),
                path,
                place.directory().resolve("rescued"),
                SmallLogs.options(layout).build(),
                bytes -> {});
    }

    private static void assertDoubts(Salvage salvage, Reason reason, SegmentPlace place, long offset) {
        assertThat(salvage.isComplete()).isFalse();
        assertThat(salvage.doubts())
                .singleElement()
                .satisfies(doubt -> assertThat(doubt)
                        .isEqualTo(new Doubt(
                                reason, place.path().toString(), place.offset() + offset, doubt.description())));
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheTailInABlockThatCannotBeRead(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout, 3).segments();
        LogImage.Found tail = segments.get(2);
        LastBlock block = LastBlock.of(tail);
        lose(Loss.UNREADABLE, tail.place(), block.offset(), BLOCK_BYTES);
        assertThatThrownBy(() -> HybridLog.open(
                        Environments.of(seam), path, SmallLogs.options(layout).build()))
                .isInstanceOf(MediaErrorException.class);

        Salvage salvage = salvage(layout);

        assertThat(salvage.records()).isEqualTo(block.firstLost());
        assertThat(salvage.lost()).isEmpty();
        assertDoubts(salvage, Reason.UNREADABLE_END, tail.place(), block.offset());
        assertThat(salvage.doubts().get(0).description())
                .contains("4096 bytes of segment 2 can't be read: EIO")
                .contains("sequence " + block.firstLost());
        assertThat(seam.fired()).isPositive();
    }

    /** As what is behind says how many there had been. */
    @ParameterizedTest
    @EnumSource
    void theEndOfASegmentWithOthersBehindItIsNumbered(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout, 3).segments();
        LastBlock block = LastBlock.of(segments.get(1));
        lose(Loss.UNREADABLE, segments.get(1).place(), block.offset(), 2 * BLOCK_BYTES);

        assertThat(salvage(layout))
                .isEqualTo(RescuedLog.of(
                        EACH + block.firstLost(), 0, new Gap(block.firstLost(), 2 * EACH, block.firstLost())));
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_FILE, UNREADABLE", "SINGLE_FILE, GARBAGE", "DIRECTORY, UNREADABLE", "DIRECTORY, GARBAGE"})
    void theFirstBlockOfTheOldestSegmentBehindDiscardedOnes(Layout layout, Loss loss) throws IOException {
        LogImage.Found oldest = writeWithoutTheFirst(layout, 2, 3).segments().get(0);
        assertThat(oldest.header().baseSequence()).isEqualTo(2 * EACH);
        lose(loss, oldest.place(), 0, BLOCK_BYTES);

        Salvage salvage = salvage(layout);

        assertThat(salvage.firstSequence()).isBetween(2 * EACH + 1L, 3 * EACH - 1L);
        assertDoubts(salvage, Reason.UNKNOWN_BEGINNING, oldest.place(), 0);
    }

    /** Its first record says where it began. */
    @ParameterizedTest
    @EnumSource
    void aHeaderAloneOfTheOldestSegmentIsNoLoss(Layout layout) throws IOException {
        LogImage.Found oldest = writeWithoutTheFirst(layout, 2, 3).segments().get(0);
        lose(Loss.GARBAGE, oldest.place(), 0, SegmentHeader.BYTES);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(3 * EACH, 2 * EACH));
    }

    @ParameterizedTest
    @CsvSource({"0", "1048576"})
    void aFirstSegmentWhoseFileIsEmptyOrZero(int zeros) throws IOException {
        LogImage image = write(Layout.DIRECTORY, 3);
        SegmentPlace first = image.segments().get(0).place();
        try (FileChannel channel = FileChannel.open(first.path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        image.zero(first, 0, zeros);
        assertThatThrownBy(() ->
                        HybridLog.open(path, SmallLogs.options(Layout.DIRECTORY).build()))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("its name says that there had been one");

        assertThat(salvage(Layout.DIRECTORY)).isEqualTo(RescuedLog.of(2 * EACH, EACH, new Gap(0, EACH, 0)));
    }

    @Test
    void aFileBehindDiscardedOnesOfWhichNothingIsLeft() throws IOException {
        LogImage image = writeWithoutTheFirst(Layout.DIRECTORY, 2, 3);
        SegmentPlace oldest = image.segments().get(0).place();
        image.zero(oldest, 0, (int) Files.size(oldest.path()));

        Salvage salvage = salvage(Layout.DIRECTORY);

        assertThat(salvage.firstSequence()).isEqualTo(3 * EACH);
        assertDoubts(salvage, Reason.UNKNOWN_SEGMENT, oldest, 0);
    }

    /** In front of the others, behind them, or the only one between. */
    @ParameterizedTest
    @EnumSource
    void aPlaceOfWhichNothingIsLeftButADamagedHeader(Layout layout) throws IOException {
        for (int gone : new int[] {0, 1, 3}) {
            List<LogImage.Found> segments = write(layout, 4).segments();
            SegmentPlace lost = segments.get(gone).place();
            lose(Loss.GARBAGE, lost, 0, MIB / 2);

            Salvage salvage = salvage(layout);

            if (gone == 1) {
                assertThat(salvage).isEqualTo(RescuedLog.of(3 * EACH, 0, new Gap(EACH, 2 * EACH, EACH)));
            } else if (gone == 0 && layout == Layout.DIRECTORY) {
                assertThat(salvage).isEqualTo(RescuedLog.of(3 * EACH, EACH, new Gap(0, EACH, 0)));
            } else {
                assertThat(salvage.records()).isEqualTo(3 * EACH);
                assertThat(salvage.lost()).isEmpty();
                assertDoubts(salvage, Reason.UNKNOWN_SEGMENT, lost, 0);
            }
            LogImage.delete(path);
            LogImage.delete(place.directory().resolve("rescued"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceThatCannotBeReadIsNotCalledWronglyWritten(Layout layout) throws IOException {
        SegmentPlace lost = write(layout, 4).segments().get(3).place();
        lose(Loss.UNREADABLE, lost, 0, MIB);

        Salvage salvage = salvage(layout);

        assertDoubts(salvage, Reason.UNKNOWN_SEGMENT, lost, 0);
        assertThat(salvage.doubts().get(0).description())
                .contains("its header can't be read: EIO")
                .doesNotContain("not what was written");
    }

    /** As a misdirected write leaves it. */
    @ParameterizedTest
    @EnumSource
    void aPlaceThatACopyOfAnotherSegmentHasTaken(Layout layout) throws IOException {
        for (int gone : new int[] {2, 3}) {
            LogImage image = write(layout, 4);
            List<LogImage.Found> segments = image.segments();
            SegmentPlace taken = segments.get(gone).place();
            image.write(taken, 0, image.read(segments.get(1).place(), 0, MIB / 2));

            Salvage salvage = salvage(layout);

            assertThat(salvage.records()).isEqualTo(3 * EACH);
            if (gone == 2) {
                assertThat(salvage.lost()).containsExactly(new Gap(2 * EACH, 3 * EACH, 2 * EACH));
                assertThat(salvage.doubts()).isEmpty();
            } else {
                assertThat(salvage.lost()).isEmpty();
                assertDoubts(salvage, Reason.UNKNOWN_SEGMENT, taken, 0);
            }
            LogImage.delete(path);
            LogImage.delete(place.directory().resolve("rescued"));
        }
    }

    /** Nothing of them is the log's, be it damaged elsewhere or not. */
    @Test
    void staleBytesOfAFreeSlotThatCannotBeReadAreNoLoss() throws IOException {
        List<LogImage.Found> before = write(Layout.SINGLE_FILE, 4).segments();
        discard(2 * EACH);
        LogImage image = LogImage.of(path);
        for (LogImage.Found freed : before.subList(0, 2)) {
            lose(Loss.UNREADABLE, freed.place(), BLOCK_BYTES, MIB - BLOCK_BYTES);
        }
        Salvage whole = RescuedLog.of(2 * EACH, 2 * EACH);
        assertThat(salvage(Layout.SINGLE_FILE)).isEqualTo(whole);
        LogImage.delete(place.directory().resolve("rescued"));
        damageFooter(image, 0);

        assertThat(salvage(Layout.SINGLE_FILE)).isEqualTo(whole);
        assertThat(seam.fired()).as("it was looked at").isPositive();
    }

    /** A power cut leaves its header so, and an opening takes nothing of it either. */
    @ParameterizedTest
    @ValueSource(ints = {0, BLOCK_BYTES})
    void whatIsLeftOfADiscardedSegmentUnderAHalfErasedHeaderIsNoLossBesideOthers(int lostBytes) throws IOException {
        LogImage image = write(Layout.SINGLE_FILE, 5);
        SegmentPlace discarded = image.segments().get(1).place();
        byte[] header = image.read(discarded, 0, SegmentHeader.BYTES);
        discard(2 * EACH);
        Arrays.fill(header, 0, 8, (byte) 0);
        image.zero(discarded, 0, lostBytes);
        image.write(discarded, 0, header);
        Salvage whole = RescuedLog.of(3 * EACH, 2 * EACH);
        assertThat(salvage(Layout.SINGLE_FILE)).isEqualTo(whole);
        LogImage.delete(place.directory().resolve("rescued"));
        damageFooter(image, 0);

        assertThat(salvage(Layout.SINGLE_FILE)).isEqualTo(whole);
    }

    /** No record is lost by that, but the log can't be opened. */
    private void damageFooter(LogImage image, int segment) throws IOException {
        List<LogImage.Found> segments = image.segments();
        long footer = segments.get(segment + 1).header().previous().offset();
        image.flip(segments.get(segment).place(), footer + 8);
        assertThatThrownBy(() -> HybridLog.open(
                        path, SmallLogs.options(Layout.SINGLE_FILE).build()))
                .isInstanceOf(DamagedLogException.class);
    }

    /** A power cut leaves it so, and nothing was acknowledged of it. */
    @ParameterizedTest
    @EnumSource
    void theHalfWrittenHeaderOfANextSegmentIsNoLossBesideOthers(Layout layout) throws IOException {
        LogImage image = write(layout, 4);
        List<LogImage.Found> segments = image.segments();
        LogImage.Found last = segments.get(3);
        byte[] magic = image.read(last.place(), 0, 8);
        image.zero(last.place(), 0, MIB / 2);
        image.write(last.place(), 0, magic);
        damageFooter(image, 1);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(3 * EACH, 0));
    }

    /** Of the tail all is there that the log's own last record tells of, but what lies behind its footer is no one's. */
    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadBehindAFooterIsNoLoss(Layout layout) throws IOException {
        LogImage image = write(layout, 3);
        List<LogImage.Found> segments = image.segments();
        long end = segments.get(2).header().previous().endOffset();
        long block = (end + BLOCK_BYTES - 1) & -BLOCK_BYTES;
        lose(Loss.UNREADABLE, segments.get(1).place(), block, BLOCK_BYTES);
        damageFooter(image, 0);

        assertThat(salvage(layout)).isEqualTo(RescuedLog.of(3 * EACH, 0));
    }
}
