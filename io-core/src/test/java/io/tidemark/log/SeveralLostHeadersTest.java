package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of five segments the second and the fourth have lost their first block, and they alone prove what is in front of them to be
 * durable: each of them says of a gap that it is no end.
 */
@Tag("no-disk")
class SeveralLostHeadersTest extends CopiedLog {
    private static final int RECORDS = 10;
    private static final int FIRST_BLOCK_BYTES = 4096;

    private final TreeSet<Long> lost = new TreeSet<>();
    private long count;

    /** Forced in the midst of the first, the second and the fourth alone, so that no record of the others knows of a force. */
    private LogImage kill(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            for (int segments = 1; segments < 5; segments++) {
                if (segments != 3) {
                    Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
                    log.force();
                }
                while (log.segments().size() == segments) {
                    Records.append(log, 1, MOST_BYTES, Durability.onDemand());
                }
            }
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
            count = log.lastSequence() + 1;
            return LogImage.copy(path, copy);
        }
    }

    private void loseBegins(LogImage image) throws IOException {
        List<LogImage.Found> segments = image.segments();
        assertThat(segments).hasSize(5);
        for (int each : new int[] {1, 3}) {
            lose(image, segments.get(each), 0, FIRST_BLOCK_BYTES);
        }
    }

    private void lose(LogImage image, LogImage.Found segment, long offset, int bytes) throws IOException {
        RecordAt.of(segment).stream()
                .filter(record -> record.touches(offset, bytes))
                .forEach(record -> lost.add(record.sequence()));
        image.zero(segment.place(), offset, bytes);
    }

    private void assertOnlyTheseAreLost(Layout layout) throws IOException {
        Path rescued = place.directory().resolve("rescued");
        Salvage salvage = Salvage.run(copy, rescued, options(layout).build(), bytes -> {});
        assertThat(salvage.doubts()).isEmpty();
        RescuedLog.assertAllBut(lost, count, MOST_BYTES, salvage, rescued);
    }

    @ParameterizedTest
    @EnumSource
    void theLastSegmentIsVerifiedAndRescued(Layout layout) throws IOException {
        LogImage image = kill(layout);
        loseBegins(image);

        Verification verification = Verification.run(copy, bytes -> {});
        assertThat(verification.lastSequence()).isEqualTo(count - 1);
        assertThat(verification.segments()).isEqualTo(3);
        assertThat(verification.problems()).hasSize(2);
        assertOnlyTheseAreLost(layout);
    }

    /** An opening may have begun the last one. */
    @ParameterizedTest
    @EnumSource
    void aLaterIncarnationBehindThemDropsNeither(Layout layout) throws IOException {
        LogImage image = kill(layout);
        LogImage.Found last = image.segments().get(4);
        image.zero(last.place(), 0, MIB / 2);
        Path again = place.directory().resolve("again");
        LogImage.copy(copy, again);
        try (HybridLog log = HybridLog.open(again, options(layout).build())) {
            count = log.lastSequence() + 1;
            image = LogImage.copy(again, copy);
        }
        assertThat(image.segments().get(4).header().incarnation()).isEqualTo(2);
        loseBegins(image);

        assertThat(Verification.run(copy, bytes -> {}).problems()).hasSize(2);

        assertOnlyTheseAreLost(layout);
    }

    /** Its footer and the records in front of that are zero, so it would be the end of a log if nothing were behind it. */
    @ParameterizedTest
    @EnumSource
    void aTornSegmentInFrontOfOneIsNoEnd(Layout layout) throws IOException {
        LogImage image = kill(layout);
        LogImage.Found torn = image.segments().get(2);
        SegmentPlace fourth = image.segments().get(3).place();
        long footer = image.segments().get(3).header().previous().offset();
        lose(image, torn, MIB / 2, (int) footer + 64 - MIB / 2);
        loseBegins(image);

        Verification verification = Verification.run(copy, bytes -> {});
        assertThat(verification.lastSequence()).isEqualTo(count - 1);
        assertThat(verification.problems())
                .anySatisfy(problem -> assertThat(problem.offset()).isEqualTo(fourth.offset()));
        assertOnlyTheseAreLost(layout);
    }
}
