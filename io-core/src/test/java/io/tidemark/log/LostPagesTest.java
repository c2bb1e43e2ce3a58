package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.TailModes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page cache shows records that never got to the medium, because their write-back failed; once it has, nothing fails
 * any more, and what is dropped from the cache is gone.
 */
@Tag("no-disk")
class LostPagesTest extends LogAtHand {
    private static final int MOST_BYTES = 100;

    /** Whoever opens it next may write past the page cache; who wrote it before did not. */
    static Stream<Arguments> nextModes() throws IOException {
        return TailModes.atHand().stream()
                .flatMap(mode -> Stream.of(Layout.values()).map(layout -> Arguments.of(mode, layout)));
    }

    private static LogOptions options(Layout layout, RangeMode tail) {
        return SmallLogs.options(layout).tail(ModeChoice.require(tail)).build();
    }

    @ParameterizedTest
    @MethodSource("nextModes")
    void recordsThatTheMediumDoesNotHaveAreNotTakenForRecovered(RangeMode next, Layout layout) throws IOException {
        LogImage killed;
        long durableEnd;
        try (HybridLog log = HybridLog.open(path, options(layout, RangeMode.BUFFERED))) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            durableEnd = log.segments().get(0).lengthBytes();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            killed = LogImage.copy(path, place.directory().resolve("killed"));
        }
        lose(killed, killed.segments().get(0).place(), durableEnd);
        assertOnlyTheFirstTenAreFound(killed.path(), options(layout, next));
    }

    @ParameterizedTest
    @MethodSource("nextModes")
    void norIsASegment(RangeMode next, Layout layout) throws IOException {
        LogImage killed;
        try (HybridLog log = HybridLog.open(path, options(layout, RangeMode.BUFFERED))) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            killed = LogImage.copy(path, place.directory().resolve("killed"));
        }
        assertThat(killed.segments()).hasSize(2);
        lose(killed, killed.segments().get(1).place(), 0);
        assertOnlyTheFirstTenAreFound(killed.path(), options(layout, next));
    }

    /** What the medium has of a segment ends there; that shows when its pages are dropped. */
    private void lose(LogImage killed, SegmentPlace segment, long offset) throws IOException {
        seam.bend(
                "fadvise",
                call -> call.number(3) == LinuxConstants.POSIX_FADV_DONTNEED
                        && call.file().equals(segment.path().toString()),
                1,
                1,
                (call, real) -> {
                    killed.write(segment, offset, new byte[20 * (MOST_BYTES + 64)]);
                    return real.make(call.copy());
                });
    }

    private void assertOnlyTheFirstTenAreFound(Path killed, LogOptions options) throws IOException {
        try (HybridLog log = HybridLog.open(Environments.of(seam), killed, options)) {
            assertThat(seam.fired()).isEqualTo(1);
            assertThat(log.lastSequence()).isEqualTo(9);
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
        seam.straighten();
        try (HybridLog log = HybridLog.open(killed, options)) {
            assertThat(log.lastSequence()).isEqualTo(19);
            Records.verify(log, MOST_BYTES);
        }
    }
}
