package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenMode;
import io.tidemark.file.Sampling;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.survey.Recovered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One wrong bit in a segment's header costs no record, wherever it is and whether or not it looks like a torn word. */
@Tag("no-disk")
class WrongBitTest extends CopiedLog {
    private final long seed = Long.getLong("tidemark.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource
    void theOnlySegmentIsRead(Layout layout) throws IOException {
        crash(layout, log -> Records.append(log, 3, MOST_BYTES, Durability.each()));
        assertNothingIsLost(layout, 1);
    }

    @ParameterizedTest
    @EnumSource
    void segmentsAreReadThatWereClosed(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        assertNothingIsLost(layout, 2);
    }

    @ParameterizedTest
    @EnumSource
    void segmentsInFrontOfAnEmptyOneAreRead(Layout layout) throws IOException {
        crash(layout, log -> {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
        });
        assertNothingIsLost(layout, 2);
    }

    /** No record of the last segment says that anything of it was durable. */
    @ParameterizedTest
    @EnumSource
    void segmentsAreReadThatOneForceMadeDurable(Layout layout) throws IOException {
        crash(layout, log -> {
            Records.append(log, 800, MOST_BYTES, Durability.onDemand());
            log.force();
        });
        assertNothingIsLost(layout, 2);
    }

    @ParameterizedTest
    @EnumSource
    void segmentsBehindDiscardedOnesAreRead(Layout layout) throws IOException {
        crash(layout, log -> {
            for (int segment = 0; segment < 4; segment++) {
                Records.append(log, 10, MOST_BYTES, Durability.each());
                log.sealTail();
            }
            log.discardBefore(20);
            Records.append(log, 10, MOST_BYTES, Durability.each());
        });
        assertNothingIsLost(layout, 3);
    }

    private interface Life {
        void live(HybridLog log) throws IOException;
    }

    private void crash(Layout layout, Life life) throws IOException {
        Path original = place.directory().resolve("original");
        try (HybridLog log = HybridLog.open(original, options(layout).build())) {
            life.live(log);
            assertThat(log.durableSequence()).isEqualTo(log.lastSequence());
            LogImage.copy(original, path);
        }
        LogImage.delete(original);
    }

    private void assertNothingIsLost(Layout layout, int segments) throws IOException {
        LogImage image = LogImage.copy(path, copy);
        Recovered whole = recover().orElseThrow();
        assertThat(image.segments()).hasSize(segments);
        for (LogImage.Found segment : image.segments()) {
            for (int bit : Sampling.of(Byte.SIZE * SegmentHeader.BYTES, random).toArray()) {
                image.flip(segment.place(), bit / Byte.SIZE, 1 << bit % Byte.SIZE);
                assertThat(recover())
                        .as("bit %d of %s, seed %d", bit, segment, seed)
                        .hasValueSatisfying(recovered -> {
                            assertThat(recovered.nextSequence()).isEqualTo(whole.nextSequence());
                            assertThat(recovered.nextNumber()).isEqualTo(whole.nextNumber());
                            assertThat(recovered.sealed()).hasSameSizeAs(whole.sealed());
                        });
                image.flip(segment.place(), bit / Byte.SIZE, 1 << bit % Byte.SIZE);
            }
        }
        for (int segment = 0; segment < segments; segment++) {
            for (int word : new int[] {0, 32, 40, 48, 64, 72, 120}) {
                assertServedAndRescued(layout, segment, word, whole.nextSequence());
            }
        }
    }

    /** With the lowest bit of a word, or any bit of one that is zero. */
    private void assertServedAndRescued(Layout layout, int segment, int word, long nextSequence) throws IOException {
        LogImage image = LogImage.copy(path, copy);
        LogImage.Found flipped = image.segments().get(segment);
        long before = wordAt(image, flipped.place(), word);
        int bit = Long.numberOfTrailingZeros(before) % Long.SIZE;
        image.flip(flipped.place(), word + bit / Byte.SIZE, 1 << bit % Byte.SIZE);
        String what = "word at " + word + " of " + flipped;

        List<Verification.Problem> problems =
                Verification.run(copy, bytes -> {}).problems();
        if (wordAt(image, flipped.place(), word) == 0) {
            assertThat(problems).as(what + ", which may be torn").isEmpty();
        } else {
            assertThat(problems).as(what).singleElement().satisfies(problem -> {
                assertThat(problem.path()).isEqualTo(flipped.place().path().toString());
                assertThat(problem.offset()).isEqualTo(flipped.place().offset());
                assertThat(problem.sequence()).isEqualTo(flipped.header().baseSequence());
                assertThat(problem.description()).startsWith("a bit of the segment's header is wrong");
            });
        }
        long first = image.segments().get(0).header().baseSequence();
        Path rescued = place.directory().resolve("rescued");
        assertThat(Salvage.run(copy, rescued, options(layout).build(), bytes -> {}))
                .as(what)
                .isEqualTo(RescuedLog.of(nextSequence - first, first));
        LogImage.delete(rescued);
        for (OpenMode mode : new OpenMode[] {OpenMode.READ_ONLY, OpenMode.OPEN_EXISTING}) {
            LogOptions options = options(layout)
                    .openMode(mode)
                    .recoveryScan(RecoveryScan.ALL_RECORDS)
                    .build();
            try (HybridLog log = HybridLog.open(copy, options)) {
                assertThat(log.firstSequence()).as(what).isEqualTo(first);
                assertThat(log.lastSequence()).as(what).isEqualTo(nextSequence - 1);
                Records.verify(log, MOST_BYTES);
            }
        }
    }

    private static long wordAt(LogImage image, SegmentPlace place, int at) throws IOException {
        return ByteBuffer.wrap(image.read(place, at, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
