package io.tidemark.log.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.TestPlace;
import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Durability;
import io.tidemark.log.Environments;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogImage;
import io.tidemark.log.Records;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.SequenceOutOfRangeException;
import io.tidemark.log.SmallLogs;
import io.tidemark.log.Visibility;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.segment.Views;
import io.tidemark.log.survey.LogRecovery;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A follower that knows one segment without records, which its writer has discarded meanwhile. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class TailFollowerTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 120_000;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private Path path;
    private HybridLog writer;
    private SegmentStore store;
    private LogSegments segments;
    private TailFollower follower;
    private LogReader reader;

    @BeforeEach
    void follow() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
        writer = HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build());
        store = Stores.openForReading(seam.posix(), path);
        Optional<Recovered> recovered = LogRecovery.run(seam.posix(), store.places(), RecoveryScan.FOOTERS, work -> {})
                .orElseThrow()
                .recovered();
        Recovered.Tail tail = recovered.flatMap(Recovered::tail).orElseThrow();
        OpenSegments open = new OpenSegments(
                new SegmentFiles(
                        Environments.of(seam),
                        HybridFileOptions.builder()
                                .borderBytes(64 << 10)
                                .growthBytes(MIB)
                                .build(),
                        writer.capabilities(),
                        tail.segment().header().logId(),
                        MIB,
                        Layout.SINGLE_FILE,
                        Views.COPIED),
                1);
        SegmentEnd end = new SegmentEnd.Followed(tail.endOffset(), tail.endOffset());
        segments = new LogSegments(
                path.toString(), SegmentList.of(List.of(Segment.readable(tail.segment(), tail.index(), open, end))));
        follower = new TailFollower(seam.posix(), store, open, segments, recovered);
        reader = new LogReader(path.toString(), segments, new FollowedEnd(follower), store);
        assertThat(reader.first()).isZero();
        assertThat(follower.last()).isEqualTo(-1);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        segments.close();
        store.close();
        writer.close();
        seam.assertNothingHeld();
        place.close();
    }

    private void discardAllThatIsKnown() throws IOException {
        Records.append(writer, 30, MOST_BYTES, Durability.each());
        writer.sealTail();
        writer.discardBefore(writer.lastSequence() + 1);
        assertThat(writer.firstSequence()).isEqualTo(30);
    }

    /** Whoever changes the list needs its monitor; readers don't. */
    private static boolean isAboutToChangeTheList(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.getState() == Thread.State.BLOCKED
                && stack.length > 0
                && stack[0].getClassName().equals(LogSegments.class.getName());
    }

    @Test
    void noSequenceIsShownBeforeTheListIsWhatHoldsItOrBeginsBehindIt() throws Exception {
        discardAllThatIsKnown();
        try (Crew crew = new Crew()) {
            LogSegments monitor = segments;
            synchronized (monitor) {
                Thread thread = crew.once("follower", () -> follower.refresh(() -> false));
                Crew.await("it goes on", () -> isAboutToChangeTheList(thread));
                CompletableFuture<Throwable> read =
                        CompletableFuture.supplyAsync(() -> catchThrowable(() -> reader.read(0)));
                assertThat(read.get(10, TimeUnit.SECONDS)).isInstanceOf(SequenceOutOfRangeException.class);
                assertThat(reader.visible(Visibility.APPENDED)).isEqualTo(-1);
                assertThat(segments.list().count()).isEqualTo(1);
            }
        }
        assertThat(reader.first()).isEqualTo(30);
        assertThat(reader.visible(Visibility.APPENDED)).isEqualTo(29);
        assertThat(reader.visible(Visibility.DURABLE)).isEqualTo(29);
        assertThat(segments.list().count()).isEqualTo(1);
        assertThatThrownBy(() -> reader.read(0)).isInstanceOf(SequenceOutOfRangeException.class);
        Records.append(writer, 30, MOST_BYTES, Durability.each());
        follower.refresh(() -> false);
        assertThat(reader.visible(Visibility.APPENDED)).isEqualTo(59);
    }

    @Test
    void aSequenceThatIsLookedForWhereNoRecordIsIsDamage() {
        LogEnd tooFar = new DamagedEnd(
                0, 0, null, new SegmentSearch(Posix.system(), store), segments); // As if there were a record.
        LogReader reading = new LogReader(path.toString(), segments, tooFar, store);
        assertThatThrownBy(() -> reading.read(0)).isInstanceOf(DamagedLogException.class);
        ByteBuf target = Unpooled.directBuffer();
        try {
            assertThatThrownBy(() -> reading.read(0, target)).isInstanceOf(DamagedLogException.class);
            assertThat(target.isReadable()).isFalse();
        } finally {
            target.release();
        }
    }

    /** What is left is empty, and closed. */
    @Test
    void whatIsKnownToBeDurableNeverBecomesLess() throws IOException {
        discardAllThatIsKnown();
        follower.refresh(() -> false);
        assertThat(reader.visible(Visibility.DURABLE)).isEqualTo(29);
        writer.close();
        follower.refresh(() -> false);
        assertThat(reader.visible(Visibility.DURABLE)).isEqualTo(29);
    }

    /** Behind the tail of a slot that is used again lies anything, such as the header of a long footer. */
    @Test
    void whatIsNoRecordIsNotReadAsALongOne() throws IOException {
        Records.append(writer, 1, 100, Durability.each());
        follower.refresh(() -> false);
        assertThat(follower.last()).isZero();
        LogImage image = LogImage.of(path);
        byte[] header = {0x40, 0x42, 0x0e, 0x30}; // Its length and its kind.
        image.write(image.segments().get(0).place(), writer.segments().get(0).lengthBytes(), header);
        AtomicLong read = new AtomicLong();
        seam.bend("pread", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            read.addAndGet(call.number(2));
            return real.make(call.copy());
        });
        follower.refresh(() -> false);
        assertThat(seam.fired()).isPositive();
        assertThat(read).hasValueLessThan(300_000);
        assertThat(follower.last()).isZero();
    }

    /** Whoever only reads at the end meets none of them. */
    @Test
    void whatIsDiscardedIsForgottenWithTheNextSegment() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Records.append(writer, 5, MOST_BYTES, Durability.each());
            follower.refresh(() -> false);
            writer.sealTail();
            writer.discardBefore(writer.lastSequence() + 1);
            follower.refresh(() -> false);
            assertThat(follower.last()).isEqualTo(5L * i - 1);
            assertThat(segments.list().count()).isLessThanOrEqualTo(2);
        }
        assertThat(reader.first()).isEqualTo(25);
    }

    /** Or whoever goes on behind what is durable would ask for what is gone, again and again. */
    @Test
    void whatIsInFrontOfTheFirstSegmentIsDurable() throws IOException {
        Records.append(writer, 5, MOST_BYTES, Durability.onDemand());
        follower.refresh(() -> false);
        assertThat(reader.visible(Visibility.DURABLE)).isLessThan(4);
        writer.sealTail();
        writer.discardBefore(5);
        follower.refresh(() -> reader.first() == 5);
        assertThat(reader.first()).isEqualTo(5);
        assertThat(reader.visible(Visibility.DURABLE)).isEqualTo(4);
    }

    /** Looks for as long as that takes: an examination that takes long is followed by a hundred times that without one. */
    private void assertToldOfDamage(long last) throws InterruptedException {
        Throwable told = null;
        while (told == null) {
            told = catchThrowable(() -> follower.refresh(() -> false));
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(told)
                .isInstanceOfSatisfying(
                        DamagedLogException.class, e -> assertThat(e.sequence()).isEqualTo(last + 1));
        assertThatThrownBy(() -> follower.refresh(() -> false)).isInstanceOf(DamagedLogException.class);
        assertThat(follower.last()).isEqualTo(last);
    }

    /** It looks like a record that is half written. */
    @Test
    void damageInFrontOfItIsTold() throws Exception {
        Records.append(writer, 3, MOST_BYTES, Durability.each());
        follower.refresh(() -> false);
        assertThat(follower.last()).isEqualTo(2);
        long damaged = writer.segments().get(0).lengthBytes();
        Records.append(writer, 1, 100, Durability.each());
        LogImage image = LogImage.of(path);
        image.flip(image.segments().get(0).place(), damaged + 8);
        Records.append(writer, 3, MOST_BYTES, Durability.each());
        assertToldOfDamage(2);
    }

    /** It looks like one that isn't there yet, be others behind it or not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aHeaderInFrontOfItThatIsLostIsTold(int sealed) throws Exception {
        for (int i = 0; i < sealed; i++) {
            Records.append(writer, 3, MOST_BYTES, Durability.each());
            writer.sealTail();
        }
        Records.append(writer, 3, MOST_BYTES, Durability.each());
        LogImage image = LogImage.of(path);
        SegmentPlace place = image.segments().get(1).place();
        image.write(place, 0, new byte[SegmentHeader.BYTES]);
        assertToldOfDamage(2);
    }

    /** Reads as long ones as an examination needs; whoever waits reads little. */
    private AtomicLong countLongReads() {
        AtomicLong longReads = new AtomicLong();
        seam.bend("pread", call -> call.number(2) >= 64 << 10, 1, Long.MAX_VALUE, (call, real) -> {
            longReads.incrementAndGet();
            return real.make(call.copy());
        });
        return longReads;
    }

    private void awaitExamination(AtomicLong longReads) {
        Crew.await("it is examined why nothing comes", () -> {
            assertThatCode(() -> follower.refresh(() -> false)).doesNotThrowAnyException();
            return longReads.get() > 0;
        });
    }

    /** What an earlier life of the place has left behind looks like damage, too. */
    @Test
    void whatIsNoDamageIsExaminedLessAndLessOften() throws Exception {
        Records.append(writer, 3, 100, Durability.each());
        LogImage image = LogImage.of(path);
        byte[] remains = new byte[1_000];
        Arrays.fill(remains, (byte) 0x55);
        image.write(image.segments().get(0).place(), writer.segments().get(0).lengthBytes(), remains);
        follower.refresh(() -> false);
        AtomicLong longReads = countLongReads();
        awaitExamination(longReads);
        long once = longReads.get();
        for (long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_200); System.nanoTime() - end < 0; ) {
            follower.refresh(() -> false);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(longReads).hasValueLessThanOrEqualTo(2 * once);
        assertThat(follower.last()).isEqualTo(2);
        Records.append(writer, 3, 100, Durability.each());
        follower.refresh(() -> false);
        assertThat(follower.last()).isEqualTo(5);
    }

    /** As long as nothing is behind it, nothing tells. */
    @Test
    void damageThatIsKnownByWhatIsAppendedLaterIsToldThen() throws Exception {
        Records.append(writer, 3, 100, Durability.each());
        follower.refresh(() -> false);
        long damaged = writer.segments().get(0).lengthBytes();
        Records.append(writer, 1, 100, Durability.each());
        LogImage image = LogImage.of(path);
        image.flip(image.segments().get(0).place(), damaged + 8);
        awaitExamination(countLongReads());
        assertThat(follower.last()).isEqualTo(2);
        Records.append(writer, 3, 100, Durability.each());
        assertToldOfDamage(2);
    }

    /** Whoever opens the log anew, or reads there, is told of it. In the first record's header, or behind that. */
    @ParameterizedTest
    @ValueSource(ints = {1, RecordLayout.HEADER_BYTES + 8})
    void damageBehindItKeepsNobodyFromGoingOn(int offset) throws IOException {
        Records.append(writer, 5, 100, Durability.each());
        follower.refresh(() -> false);
        LogImage image = LogImage.of(path);
        image.flip(image.segments().get(0).place(), SegmentHeader.BYTES + RecordLayout.HEADER_BYTES + offset);
        awaitExamination(countLongReads());
        Records.append(writer, 3, 100, Durability.each());
        follower.refresh(() -> false);
        assertThat(follower.last()).isEqualTo(7);
    }

    @Test
    void whoWaitsForOneThatLooksIsHeldUpNoLongerThanItHasTo() throws Exception {
        Records.append(writer, 200, MOST_BYTES, Durability.each());
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        seam.bend("pread", call -> follower.last() >= 3, 1, 1, (call, real) -> {
            isHeld.countDown();
            mayGoOn.await();
            return real.make(call.copy());
        });
        try (Crew crew = new Crew()) {
            crew.once("who looks for all", () -> follower.refresh(() -> false));
            isHeld.await();
            follower.refresh(() -> follower.last() >= 3); // Returns though the other one is held.
            mayGoOn.countDown();
        }
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(follower.last()).isEqualTo(199);
    }

    @Test
    void noMoreIsLookedForThanIsWanted() throws IOException {
        Records.append(writer, 200, MOST_BYTES, Durability.each());
        follower.refresh(() -> follower.last() >= 3);
        assertThat(follower.last()).isBetween(3L, 20L);
        follower.refresh(() -> false);
        assertThat(follower.last()).isEqualTo(199);
    }

    /** All that it has found is looked at in whatever its writer does, closing and opening again included. */
    @Test
    void whatTheWriterDoesInOrderTakesNothingBack() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        try (Crew crew = new Crew()) {
            crew.once("follower", () -> {
                while (!isOver.get()) {
                    follower.refresh(() -> false);
                    follower.lookBack();
                }
            });
            for (int round = 0; round < 60; round++) {
                Records.append(writer, 1 + round % 7, MOST_BYTES, Durability.onDemand());
                if (round % 3 == 0) {
                    writer.sealTail();
                }
                if (round % 5 == 0) {
                    writer.discardBefore(Math.max(0, writer.lastSequence() - round % 10));
                }
                if (round % 4 == 0) {
                    writer.close();
                    writer = HybridLog.open(
                            path, SmallLogs.options(Layout.SINGLE_FILE).build());
                }
            }
            isOver.set(true);
        }
        follower.refresh(() -> false);
        assertThat(segments.list().cutBacks()).isEqualTo(CutBacks.NONE);
        assertThat(follower.last()).isEqualTo(writer.lastSequence());
    }
}
