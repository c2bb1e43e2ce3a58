package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import io.tidemark.file.Range;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a log has to do in every place: it rolls, seals, discards and uses its place again, and holds all that it
 * acknowledged when it is opened after a kill and after a close.
 */
final class LogRoundTrip {
    /** So that a few records fill a segment: places with persistent memory are emulated, and slow. */
    private static final int MOST_BYTES = 30_000;

    private static final int RECORDS = 250;

    /** What a range says of itself once reads of it come from the page cache. */
    private static final String SHADOWED = "which has the same blocks";

    private final Path path;
    private final Path killed;
    private final LogOptions options;
    private final RangeMode tail;
    private final RangeMode sealed;

    private LogRoundTrip(Path directory, LogOptions options, RangeMode tail, RangeMode sealed) {
        this.path = directory.resolve("log");
        this.killed = directory.resolve("killed");
        this.options = options;
        this.tail = tail;
        this.sealed = sealed;
    }

    static LogOptions.Builder options(Layout layout) {
        return LogOptions.builder().layout(layout).segmentBytes(1 << 20).tailBufferBytes(1 << 20);
    }

    /**
     * Fails unless the log does all that with these modes.
     *
     * @param directory empty, and empty again afterwards
     */
    static void run(Path directory, LogOptions options, RangeMode tail, RangeMode sealed) throws IOException {
        new LogRoundTrip(directory, options, tail, sealed).run();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).as("left of deleted logs").isEmpty();
        }
    }

    private void run() throws IOException {
        long first;
        long acknowledged;
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.append(log, RECORDS - 10, MOST_BYTES, Durability.onDemand());
            assertThat(log.force().durableSequence()).isEqualTo(RECORDS - 1);
            assertModes(log);
            Records.verify(log, MOST_BYTES);
            first = discardMost(log);
            Records.append(log, RECORDS / 4, MOST_BYTES, Durability.onDemand());
            Records.append(log, 1, MOST_BYTES, Durability.each());
            acknowledged = log.durableSequence();
            assertThat(acknowledged).isEqualTo(log.lastSequence());
            Records.verify(log, MOST_BYTES);
            LogImage.copy(path, killed);
        }
        assertRecovered(killed, first, acknowledged);
        assertRecovered(path, first, acknowledged);
    }

    private void assertModes(HybridLog log) throws IOException {
        List<SegmentInfo> segments = log.segments();
        assertThat(segments).hasSizeGreaterThan(3);
        for (SegmentInfo segment : segments.subList(0, segments.size() - 1)) {
            Crew.await("it is sealed", () -> modes(log, segment).equals(List.of(sealed)));
            if (sealed == RangeMode.SHADOWED) {
                Crew.await(
                        "it is in the shadow",
                        () -> ranges(log, segment).stream()
                                .allMatch(range -> range.reason().contains(SHADOWED)));
            }
        }
        assertThat(modes(log, segments.get(segments.size() - 1))).contains(tail);
    }

    private static List<RangeMode> modes(HybridLog log, SegmentInfo segment) {
        return ranges(log, segment).stream().map(Range::mode).distinct().toList();
    }

    private static List<Range> ranges(HybridLog log, SegmentInfo segment) {
        try {
            return log.ranges(segment.number());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long discardMost(HybridLog log) throws IOException {
        List<SegmentInfo> segments = log.segments();
        long first = segments.get(segments.size() - 2).firstSequence();
        log.discardBefore(first);
        assertThat(log.firstSequence()).isEqualTo(first).isPositive();
        return first;
    }

    private void assertRecovered(Path recovered, long first, long last) throws IOException {
        try (HybridLog log = HybridLog.open(recovered, options)) {
            assertThat(log.firstSequence()).isEqualTo(first);
            assertThat(log.lastSequence()).isEqualTo(last);
            Records.append(log, 1, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
        assertThat(Verification.run(recovered, bytes -> {}).problems()).isEmpty();
        HybridLog.delete(recovered);
    }
}
