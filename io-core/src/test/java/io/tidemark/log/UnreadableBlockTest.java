package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSummary;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the medium doesn't give back is told as damage, and costs the records that it is part of and no others. */
@Tag("no-disk")
class UnreadableBlockTest extends LogInMemory {
    private static final int MIB = 1 << 20;
    private static final int BLOCK_BYTES = 4096;
    private static final int MOST_BYTES = 3_000;
    private static final int RECORDS = 3_000;

    private final TreeSet<Long> lost = new TreeSet<>();
    private Path rescued;

    @BeforeEach
    void nameTheNewLog() {
        rescued = place.directory().resolve("rescued");
    }

    /** Several segments, with records in the last one that prove others. */
    private List<LogImage.Found> write(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, RECORDS - 100, MOST_BYTES, Durability.onDemand());
            log.force();
            Records.append(log, 100, MOST_BYTES, Durability.each());
        }
        List<LogImage.Found> segments = LogImage.of(path).segments();
        assertThat(segments).hasSizeGreaterThan(4);
        return segments;
    }

    /** From now on the medium fails wherever one of these bytes is read; what records are lost by that is noted. */
    private void breakBlock(LogImage.Found segment, long block) throws IOException {
        RecordAt.of(segment).stream()
                .filter(record -> record.touches(block, BLOCK_BYTES))
                .map(RecordAt::sequence)
                .forEach(lost::add);
        fail(segment.place(), block);
    }

    private void fail(SegmentPlace in, long block) {
        long from = in.offset() + block;
        seam.bend(
                "pread",
                call -> call.file().equals(in.path().toString())
                        && call.number(3) < from + BLOCK_BYTES
                        && call.number(3) + call.number(2) > from,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
    }

    private static long inside(LogImage.Found segment, long block) {
        return segment.place().offset() + block;
    }

    private Verification verify() throws IOException {
        return Verification.run(seam.posix(), path, bytes -> {});
    }

    private Salvage salvage(Layout layout) throws IOException {
        return Salvage.run(
                Environments.of(seam), path, rescued, SmallLogs.options(layout).build(), bytes -> {});
    }

    /** All others have to be in the new log. */
    private void assertOnlyTheseAreLost(Layout layout, long count) throws IOException {
        RescuedLog.assertAllBut(lost, count, MOST_BYTES, salvage(layout), rescued);
    }

    private static void assertTells(Verification.Problem problem, LogImage.Found segment, long block, long sequence) {
        assertThat(problem.kind()).isEqualTo(Verification.Kind.DAMAGE);
        assertThat(problem.path()).isEqualTo(segment.place().path().toString());
        assertThat(problem.offset()).isEqualTo(inside(segment, block));
        assertThat(problem.sequence()).isEqualTo(sequence);
        assertThat(problem.description()).contains("can't be read: EIO");
    }

    @ParameterizedTest
    @EnumSource
    void amongTheRecordsOfASealedSegmentItCostsTheRecordsThatItIsPartOf(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        breakBlock(segments.get(1), MIB / 2);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertTells(problem, segments.get(1), MIB / 2, lost.first()));
        assertThat(lost).hasSizeGreaterThan(1);
        assertOnlyTheseAreLost(layout, RECORDS);
    }

    @ParameterizedTest
    @EnumSource
    void damageBehindItIsToldToo(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        breakBlock(segments.get(1), MIB / 2);
        breakBlock(segments.get(1), MIB - 100 * BLOCK_BYTES);
        LogImage.of(path).flip(segments.get(2).place(), MIB / 4);

        List<Verification.Problem> problems = verify().problems();

        assertThat(problems).hasSize(3);
        assertTells(problems.get(0), segments.get(1), MIB / 2, lost.first());
        assertTells(problems.get(1), segments.get(1), MIB - 100 * BLOCK_BYTES, lost.first());
        assertThat(problems.get(2).offset())
                .isBetween(inside(segments.get(2), MIB / 4 - MOST_BYTES - 40), inside(segments.get(2), MIB / 4));
        assertThat(problems.get(2).description()).doesNotContain("EIO");
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldBehindOtherDamageOfItsSegment(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        LogImage.of(path).flip(segments.get(1).place(), MIB / 4);
        fail(segments.get(1).place(), MIB / 2);

        List<Verification.Problem> problems = verify().problems();

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).offset()).isLessThanOrEqualTo(inside(segments.get(1), MIB / 4));
        assertThat(problems.get(0).description()).doesNotContain("EIO");
        assertTells(problems.get(1), segments.get(1), MIB / 2, problems.get(0).sequence());
    }

    @ParameterizedTest
    @EnumSource
    void blocksThatFollowOneAnotherAreToldAsOne(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        for (int block = 0; block < 3; block++) {
            breakBlock(segments.get(1), MIB / 2 + block * BLOCK_BYTES);
        }

        assertThat(verify().problems()).singleElement().satisfies(problem -> {
            assertTells(problem, segments.get(1), MIB / 2, lost.first());
            assertThat(problem.description()).startsWith(3 * BLOCK_BYTES + " bytes of segment 1 ");
        });
        assertOnlyTheseAreLost(layout, RECORDS);
    }

    /** Of the first segment, one between others, and the last. */
    @ParameterizedTest
    @EnumSource
    void inAHeaderItIsNotTheEndOfTheRescue(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        for (LogImage.Found segment : List.of(segments.get(0), segments.get(2), segments.get(segments.size() - 1))) {
            seam.straighten();
            lost.clear();
            LogImage.delete(rescued);
            breakBlock(segment, 0);

            assertThat(verify().problems())
                    .singleElement()
                    .satisfies(problem -> assertTells(problem, segment, 0, problem.sequence()));
            assertThat(lost).isNotEmpty();
            assertOnlyTheseAreLost(layout, RECORDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inAFooterItCostsNoRecordInFrontOfTheBlock(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        for (int behind = 1; behind < segments.size(); behind++) {
            seam.straighten();
            lost.clear();
            LogImage.delete(rescued);
            LogImage.Found segment = segments.get(behind - 1);
            SegmentHeader next = segments.get(behind).header();
            long block = (next.previous().endOffset() - 1) & -BLOCK_BYTES;
            breakBlock(segment, block);

            long missing = lost.isEmpty() ? next.baseSequence() : lost.first();
            assertThat(verify().problems())
                    .singleElement()
                    .satisfies(problem -> assertTells(problem, segment, block, missing));
            assertOnlyTheseAreLost(layout, RECORDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inTheLastSegmentRecordsBehindItAreRescuedButNobodyAppendsBehindThem(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        LogImage.Found last = segments.get(segments.size() - 1);
        breakBlock(last, 4 * BLOCK_BYTES);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertTells(problem, last, 4 * BLOCK_BYTES, lost.first()));
        assertThat(lost).isNotEmpty();
        assertOnlyTheseAreLost(layout, RECORDS);
        for (LogOptions.Builder options : List.of(SmallLogs.options(layout), SmallLogs.readOnly())) {
            assertThatThrownBy(() -> HybridLog.open(Environments.of(seam), path, options.build()))
                    .isInstanceOf(MediaErrorException.class);
        }
    }

    /** By their sequence, and by a cursor; but for those right behind the block to which no entry of the index leads. */
    @ParameterizedTest
    @EnumSource
    void readersOfAnOpenLogMissTheRecordsThatItIsPartOf(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        int block = 3 * MIB / 8; // In the middle of what a cursor reads at once.
        breakBlock(segments.get(1), block);
        List<RecordAt> records = RecordAt.of(segments.get(1));
        long led = records.stream()
                .filter(record -> record.payloadOffset() > block + BLOCK_BYTES + SegmentSummary.INTERVAL_BYTES)
                .mapToLong(RecordAt::sequence)
                .min()
                .orElseThrow();

        try (HybridLog log = HybridLog.open(
                        Environments.of(seam), path, SmallLogs.options(layout).build());
                LogCursor inFront = log.cursor(0);
                LogCursor behind = log.cursor(led)) {
            Thread.currentThread().interrupt(); // Or the JDK reads, past the seam.
            for (long sequence = 0; sequence < RECORDS; sequence = sequence + 1 == lost.first() ? led : sequence + 1) {
                Records.verify(log, sequence, MOST_BYTES);
                LogCursor cursor = sequence < led ? inFront : behind;
                assertThat(cursor.next()).isTrue();
                Records.assertIs(Records.of(sequence, MOST_BYTES), cursor.payload(), sequence);
            }
            assertThatThrownBy(inFront::next).isInstanceOf(MediaErrorException.class);
            assertThat(inFront.nextSequence()).isEqualTo(lost.first());
            for (long sequence : lost) {
                assertThatThrownBy(() -> log.read(sequence)).isInstanceOf(MediaErrorException.class);
            }
            assertThat(Thread.interrupted()).isTrue();
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
    }

    /** Nothing says that it was durable, but nobody can say that it was not. */
    @ParameterizedTest
    @EnumSource
    void itIsNeverTheEndOfALogWhoseWriterWasKilled(Layout layout) throws IOException {
        Path killed = place.directory().resolve("killed");
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
            LogImage.copy(path, killed);
        }
        path = killed;
        List<LogImage.Found> segments = LogImage.of(killed).segments();
        assertThat(segments).hasSize(2);
        breakBlock(segments.get(1), MIB / 8);

        Verification found = verify();

        assertThat(found.problems())
                .singleElement()
                .satisfies(problem -> assertTells(problem, segments.get(1), MIB / 8, lost.first()));
        assertThat(found.records()).isEqualTo(lost.first());
        assertThat(found.leftOut()).isEmpty();
        assertOnlyTheseAreLost(layout, 1_000);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadInEveryHeaderIsNoLogToRescue(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
        }
        fail(LogImage.of(path).segments().get(0).place(), 0);

        assertThatThrownBy(this::verify)
                .isInstanceOf(NotALogException.class)
                .hasMessageContaining("its header can't be read: EIO");
        assertThatThrownBy(() -> salvage(layout)).isInstanceOf(NotALogException.class);
        assertThat(rescued).doesNotExist();
    }

    /** Anywhere, but for one header, without which nothing is known. */
    @ParameterizedTest
    @EnumSource
    void severalAnywhereCostTheRecordsThatTheyArePartOf(Layout layout) throws IOException {
        List<LogImage.Found> segments = write(layout);
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            seam.straighten();
            lost.clear();
            LogImage.delete(rescued);
            int whole = random.nextInt(segments.size());
            int count = random.nextInt(1, 12);
            for (int i = 0; i < count; i++) {
                int segment = random.nextInt(segments.size());
                long block = random.nextInt(segment == whole ? 1 : 0, random.nextBoolean() ? 4 : MIB / BLOCK_BYTES);
                breakBlock(segments.get(segment), block * BLOCK_BYTES);
                seam.orNever(); // It may be broken already.
            }

            assertThat(verify().isIntact() && !lost.isEmpty())
                    .as("seed %d", seed)
                    .isFalse();
            assertOnlyTheseAreLost(layout, RECORDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsExaminedIsNotChanged(Layout layout) throws IOException {
        write(layout);
        try (SegmentStore store = Stores.openToExamine(Posix.system(), path)) {
            SegmentPlace examined = store.places().get(0);

            assertThatThrownBy(() -> PlaceBytes.openToSettle(Posix.system(), examined))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** As on a medium that is dying: the scan has verified the record, and then its payload can't be read any more. */
    @ParameterizedTest
    @EnumSource
    void aRecordThatFailsAfterItWasVerifiedIsLostAndNotZeros(Layout layout) throws IOException {
        LogImage.Found segment = write(layout).get(1);
        RecordAt dying = RecordAt.of(segment).stream()
                .filter(record -> record.payloadEnd() - record.payloadOffset() > MOST_BYTES / 2)
                .findFirst()
                .orElseThrow();
        lost.add(dying.sequence());
        seam.bend(
                "pread",
                call -> call.file().equals(segment.place().path().toString())
                        && call.number(3) == inside(segment, dying.payloadOffset() - RecordLayout.HEADER_BYTES)
                        && call.number(2) == RecordLayout.HEADER_BYTES + dying.payloadEnd() - dying.payloadOffset(),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));

        assertOnlyTheseAreLost(layout, RECORDS);
        assertThat(seam.fired()).isPositive();
    }
}
