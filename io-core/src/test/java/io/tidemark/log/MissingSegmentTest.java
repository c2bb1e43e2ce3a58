package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A complete segment is gone, and the one behind it proves nothing. It had been acknowledged all the same. */
@Tag("no-disk")
class MissingSegmentTest extends CopiedLog {
    private static final int RECORDS = 10;
    private static final int FIRST_BLOCK_BYTES = 4096;

    /** Two complete segments, whose records were forced one by one, and one force in the next; then the writer is killed. */
    private LogImage kill(Layout layout, int recordsOfTheLast) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            for (int segment = 0; segment < 2; segment++) {
                Records.append(log, RECORDS, MOST_BYTES, Durability.each());
                log.sealTail();
            }
            Records.append(log, recordsOfTheLast, MOST_BYTES, Durability.onDemand());
            log.force();
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        LogImage image = LogImage.copy(path, copy);
        assertThat(image.segments()).hasSize(3);
        return image;
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnRecordsTellOfItWhereItsFirstBlockIsZero(Layout layout) throws IOException {
        for (int behind : new int[] {0, 5}) {
            LogImage image = kill(layout, behind);
            LogImage.Found zeroed = image.segments().get(1);
            image.zero(zeroed.place(), 0, FIRST_BLOCK_BYTES);

            assertDamage(image, layout, zeroed, 0, RECORDS);
            assertToldOnceAt(zeroed.place().path(), zeroed.place().offset());
            Salvage salvage = salvage(layout);
            assertThat(salvage.lost()).hasSize(1);
            Salvage.Gap lost = salvage.lost().get(0);
            assertThat(lost.fromSequence()).isEqualTo(RECORDS);
            assertThat(lost.toSequence()).isLessThan(2 * RECORDS);
            assertThat(salvage.records()).isEqualTo(2 * RECORDS + behind - (lost.toSequence() - lost.fromSequence()));
            assertReadableInFront(layout, RECORDS);
        }
    }

    /** Whoever drops what is not proven to be durable reads all of it. */
    @ParameterizedTest
    @EnumSource
    void itIsFoundWhereTheFileSystemTakesItForAHole(Layout layout) throws IOException {
        LogImage image = kill(layout, 0);
        SegmentPlace zeroed = image.segments().get(1).place();
        image.zero(zeroed, 0, FIRST_BLOCK_BYTES);
        FaultSeam seam = new FaultSeam();
        seam.bend(
                        "lseek",
                        call -> call.number(2) == LinuxConstants.SEEK_DATA
                                && call.file().equals(zeroed.path().toString()),
                        1,
                        Long.MAX_VALUE,
                        FaultSeam.failing(Errno.ENXIO))
                .orNever();

        assertThatThrownBy(() -> HybridLog.open(
                        Environments.of(seam), copy, options(layout).build()))
                .isInstanceOf(DamagedLogException.class);
        seam.assertNothingHeld();
    }

    @Test
    void theNamesOfOtherFilesTellOfIt() throws IOException {
        for (int behind : new int[] {0, 5}) {
            LogImage image = kill(Layout.DIRECTORY, behind);
            LogImage.Found next = image.segments().get(2);
            Files.delete(image.segments().get(1).place().path());

            assertDamage(image, Layout.DIRECTORY, next, 0, RECORDS);
            assertToldOnceAt(next.place().path(), 0);
            assertThat(salvage(Layout.DIRECTORY))
                    .isEqualTo(RescuedLog.of(RECORDS + behind, 0, new Salvage.Gap(RECORDS, 2 * RECORDS, RECORDS)));
            assertReadableInFront(Layout.DIRECTORY, RECORDS);
        }
    }

    /** The last segment is gone, but the next one's file had been prepared. */
    @Test
    void theNameOfAFileThatWasNeverUsedTellsOfIt() throws IOException {
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY).build())) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
            Crew.await("the next one is prepared", () -> Files.exists(segment(path, 2)));
            LogImage.copy(path, copy);
        }
        LogImage image = LogImage.of(copy);
        Files.delete(segment(copy, 1));
        LogImage.Found first = image.segments().get(0);

        assertDamage(
                image,
                Layout.DIRECTORY,
                new LogImage.Found(first.header(), new SegmentPlace(segment(copy, 2), 0, Reading.TO_FOLLOW)),
                0,
                RECORDS);
        assertToldOnceAt(segment(copy, 2), 0);
        assertReadableInFront(Layout.DIRECTORY, RECORDS);
    }

    /** Whoever is killed between two of them leaves names without a gap, which tell of nothing that is lost. */
    @Test
    void filesAreGivenBackFromTheLastOneOn() throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(Layout.DIRECTORY).build())) {
            Records.append(log, 2_400, MOST_BYTES, Durability.onDemand());
            assertThat(log.segments()).hasSize(4);
            Crew.await("the next one is prepared", () -> Files.exists(segment(original, 4)));
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
        LogImage image = LogImage.copy(path, copy);
        long last = image.segments().get(1).header().baseSequence() - 1;
        image.zero(image.segments().get(1).place(), 0, FIRST_BLOCK_BYTES);
        LogImage.copy(copy, path);

        List<Path> moments = Collections.synchronizedList(new ArrayList<>());
        List<String> unlinked = Collections.synchronizedList(new ArrayList<>());
        FaultSeam seam = new FaultSeam();
        seam.bend(
                call -> call.name().startsWith("unlink") && call.file().endsWith(".segment"),
                1,
                Long.MAX_VALUE,
                (call, real) -> {
                    Path moment = place.directory().resolve("moment" + moments.size());
                    LogImage.copy(copy, moment);
                    moments.add(moment);
                    unlinked.add(Path.of(call.file()).getFileName().toString());
                    return real.make(call.copy());
                });
        HybridLog.open(Environments.of(seam), copy, options(Layout.DIRECTORY).build())
                .close();

        seam.assertNothingHeld();
        assertThat(unlinked).startsWith(nameOf(4), nameOf(3), nameOf(2), nameOf(1));
        for (Path moment : moments) {
            LogImage.copy(moment, copy);
            assertRecovered(Layout.DIRECTORY, last);
        }
    }

    private static String nameOf(long number) {
        return String.format(Locale.ROOT, "%019d.segment", number);
    }

    private static Path segment(Path directory, long number) {
        return directory.resolve(nameOf(number));
    }

    private void assertToldOnceAt(Path file, long offset) throws IOException {
        assertThat(Verification.run(copy, bytes -> {}).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo(Verification.Kind.DAMAGE);
                    assertThat(problem.path()).isEqualTo(file.toString());
                    assertThat(problem.offset()).isEqualTo(offset);
                    assertThat(problem.sequence()).isBetween((long) RECORDS, 2L * RECORDS);
                });
    }

    private Salvage salvage(Layout layout) throws IOException {
        Path rescued = place.directory().resolve("rescued");
        LogImage.delete(rescued);
        return Salvage.run(copy, rescued, options(layout).build(), bytes -> {});
    }

    private void assertReadableInFront(Layout layout, long records) throws IOException {
        LogOptions options = options(layout)
                .openMode(OpenMode.READ_ONLY)
                .onDamage(OnDamage.READ_UP_TO)
                .build();
        try (HybridLog log = HybridLog.open(copy, options)) {
            assertThat(log.lastSequence()).isEqualTo(records - 1);
            for (long sequence = 0; sequence < records; sequence++) {
                Records.verify(log, sequence, MOST_BYTES);
            }
        }
    }
}
