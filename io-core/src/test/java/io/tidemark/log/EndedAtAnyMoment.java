package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.Arguments;

/** A log whose process or machine may end at any moment of its life, and what has to be there of it afterwards. */
abstract class EndedAtAnyMoment {
    static final int MOST_BYTES = 180_000;

    final long seed = Long.getLong("tidemark.seed", new Random().nextLong());
    final Random random = new Random(seed);

    TestPlace place;
    TestPlace memory;
    Path path;
    int images;

    /** What the log has promised so far; written in front of the calls that depend on it. */
    volatile long acknowledged = -1;

    volatile long discarded;
    volatile long discarding;

    static Stream<Arguments> everywhere() throws IOException {
        return LogTails.atHand()
                .filter(where -> where.get()[1] == RangeMode.DIRECT || where.get()[1] == RangeMode.BUFFERED);
    }

    /** Of the log that ends. What lies there then is looked at in memory, and never mapped: a store can't be watched. */
    static LogOptions options(Layout layout, RangeMode mode) {
        return SmallLogs.options(layout).tail(ModeChoice.require(mode)).build();
    }

    @BeforeEach
    void choosePlaces() throws IOException {
        System.out.println("seed " + seed);
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        memory = TestPlace.of(TestPlace.Kind.TMPFS);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace ending = memory) {
            assertThat(OpenResources.of(ending.directory())).isEmpty();
            place.close();
        }
    }

    /** Where a moment's bytes are put; another one each time, for a recovery may go on in one meanwhile. */
    Path newImage() {
        return memory.directory().resolve("image" + images++);
    }

    /** Appends a few times what slots hold. */
    void live(HybridLog log, int segmentCount) throws IOException {
        for (long number = 0; number < segmentCount; ) {
            Records.append(log, 1 + random.nextInt(5), MOST_BYTES, Durability.onDemand());
            if (random.nextInt(3) > 0) {
                acknowledged = log.force().durableSequence();
            }
            List<SegmentInfo> segments = log.segments();
            number = segments.get(segments.size() - 1).number();
            if (segments.size() > 3) {
                discarding = segments.get(segments.size() - 2).firstSequence();
                log.discardBefore(discarding);
                acknowledged = log.durableSequence();
                discarded = log.firstSequence();
            }
        }
    }

    /** Opens what is left of it, which has to hold what was promised, and goes on. */
    static void assertHolds(Path image, Layout layout, long leastFirst, long mostFirst, long least) throws IOException {
        try (HybridLog log = HybridLog.open(image, SmallLogs.options(layout).build())) {
            assertThat(log.lastSequence()).isGreaterThanOrEqualTo(least);
            assertThat(log.firstSequence()).isBetween(leastFirst, mostFirst);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 1, MOST_BYTES, Durability.each());
            Records.verify(log, log.lastSequence(), MOST_BYTES);
        }
    }
}
