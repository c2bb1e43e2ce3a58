package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One bit flips where a header was erased, or none was written yet. No segment is there, and the log is intact. */
@Tag("no-disk")
class BitInZerosTest extends CopiedLog {
    private static final int BITS = Byte.SIZE * SegmentHeader.BYTES;
    private static final int RECORDS = 40;

    /** Of these bits a power cut leaves none by itself: no word of a header is one of them. */
    private static boolean isNoneOfAHeader(int bit) {
        int at = bit / Byte.SIZE;
        return at < 32 || (at >= 52 && at < 56) || (at >= 80 && at < 124);
    }

    /** Two segments that were discarded, two that are there, and a place that is prepared; the writer is killed. */
    private void kill(Layout layout) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            for (int segment = 0; segment < 4; segment++) {
                Records.append(log, RECORDS / 4, MOST_BYTES, Durability.each());
                if (segment < 3) {
                    log.sealTail();
                }
            }
            log.discardBefore(RECORDS / 2);
            Crew.await("the next one is prepared", () -> placeCount(original) == (layout == Layout.DIRECTORY ? 3 : 5));
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
    }

    private static int placeCount(Path log) {
        try {
            return places(log).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<SegmentPlace> places(Path log) throws IOException {
        try (SegmentStore store = Stores.openForReading(Posix.system(), log)) {
            return store.places();
        }
    }

    /** What the salvage of a refused log would take for the discarded segment lies behind it. */
    @Test
    void ofADiscardedSegmentsSlotItIsNoSegment() throws IOException {
        kill(Layout.SINGLE_FILE);
        LogImage.copy(path, copy);
        SegmentPlace slot = places(copy).get(1);
        assertThat(LogImage.of(copy).read(slot, SegmentHeader.BYTES, 8)).isNotEqualTo(new byte[8]);
        assertNoSegment(Layout.SINGLE_FILE, slot);
    }

    @ParameterizedTest
    @EnumSource
    void ofAPreparedPlaceItIsNoSegment(Layout layout) throws IOException {
        kill(layout);
        LogImage.copy(path, copy);
        List<SegmentPlace> places = places(copy);
        assertNoSegment(layout, places.get(places.size() - 1));
    }

    private void assertNoSegment(Layout layout, SegmentPlace free) throws IOException {
        LogImage image = LogImage.of(copy);
        byte[] zeros = new byte[SegmentHeader.BYTES];
        assertThat(image.read(free, 0, SegmentHeader.BYTES)).isEqualTo(zeros);
        for (int bit = 0; bit < BITS; bit++) {
            image.flip(free, bit / Byte.SIZE, 1 << bit % Byte.SIZE);
            Recovered recovered = recover().orElseThrow();
            assertThat(recovered.nextSequence()).as("bit %d", bit).isEqualTo(RECORDS);
            assertThat(recovered.sealed()).as("bit %d", bit).hasSize(1);
            assertTold(free, bit);
            image.write(free, 0, zeros);
        }
        for (int bit = 0; bit < BITS; bit += 41) {
            LogImage.copy(path, copy).flip(free, bit / Byte.SIZE, 1 << bit % Byte.SIZE);
            assertReadAndRescued(layout, "bit " + bit);
            assertCleared(layout, free);
        }
    }

    private void assertTold(SegmentPlace free, int bit) throws IOException {
        Verification verification = Verification.run(copy, bytes -> {});
        assertThat(verification.records()).as("bit %d", bit).isEqualTo(RECORDS / 2);
        assertThat(verification.leftOut()).as("bit %d", bit).isEmpty();
        List<Verification.Problem> problems = verification.problems();
        assertThat(problems).as("bit %d", bit).hasSizeBetween(isNoneOfAHeader(bit) ? 1 : 0, 1);
        assertThat(problems).as("bit %d", bit).allSatisfy(problem -> {
            assertThat(problem.kind()).isEqualTo(Verification.Kind.WRONG_BIT);
            assertThat(problem.path()).isEqualTo(free.path().toString());
            assertThat(problem.offset()).isEqualTo(free.offset());
            assertThat(problem.sequence()).isEqualTo(-1);
        });
    }

    private void assertReadAndRescued(Layout layout, String what) throws IOException {
        for (OnDamage onDamage : OnDamage.values()) {
            LogOptions options = options(layout)
                    .openMode(OpenMode.READ_ONLY)
                    .onDamage(onDamage)
                    .build();
            try (HybridLog log = HybridLog.open(copy, options)) {
                assertThat(log.firstSequence()).as(what).isEqualTo(RECORDS / 2);
                assertThat(log.lastSequence()).as(what).isEqualTo(RECORDS - 1);
                Records.verify(log, MOST_BYTES);
            }
        }
        Path rescued = place.directory().resolve("rescued");
        assertThat(Salvage.run(copy, rescued, options(layout).build(), bytes -> {}))
                .as(what)
                .isEqualTo(RescuedLog.of(RECORDS / 2, RECORDS / 2));
        LogImage.delete(rescued);
    }

    /** By the next opening for writing, which gives the place back. */
    private void assertCleared(Layout layout, SegmentPlace free) throws IOException {
        try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
            Records.append(log, 1, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
        assertThat(Files.notExists(free.path()) || LogImage.of(copy).read(free, 0, 1)[0] == 0)
                .isTrue();
        assertThat(Verification.run(copy, bytes -> {}).problems()).isEmpty();
    }
}
