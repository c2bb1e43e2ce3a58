package io.tidemark.log.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.log.LogListener;
import io.tidemark.log.Retention;
import io.tidemark.log.SequenceOutOfRangeException;
import io.tidemark.log.follow.DamagedEnd;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.DirectoryStore;
import io.tidemark.log.segment.DiscardedSegmentException;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The precaution covers what is discarded: whatever is completed during it stays. Segments have ten records each. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogDiscarderTest {
    private static final int MIB = 1 << 20;
    private static final SegmentEnd END = new SegmentEnd.Sealed(new FooterPlace(4096, 64), 8192);
    private static final Retention ONE_SEGMENT = Retention.bytes(MIB);

    private final FaultSeam seam = new FaultSeam();
    private final UUID logId = UUID.randomUUID();
    private final LogSegments segments = new LogSegments("log", SegmentList.of(List.of()));
    private final OpenSegments open = new OpenSegments(null, 1); // None of them is read.
    private final AtomicInteger precautions = new AtomicInteger();
    private final AtomicLong durable = new AtomicLong();
    private TestPlace place;
    private DirectoryStore store;
    private LogDiscarder discarder;

    @BeforeEach
    void threeSegments() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        store = DirectoryStore.openForWriting(seam.posix(), place.directory());
        discarder = new LogDiscarder(segments, store, LogListener.NONE, LogDiscarderTest::nowMicros, durable::get);
        for (int i = 0; i < 3; i++) {
            roll();
        }
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        store.close();
        seam.assertNothingHeld();
        place.close();
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    private void roll() throws IOException {
        discarder.heardOf(rollUnheard());
    }

    /** Another segment, sealed at once; nobody has heard of it. */
    private Segment rollUnheard() throws IOException {
        Segment segment = growUnheard();
        segment.endsAt(END);
        return segment;
    }

    /** Another one, which isn't sealed. */
    private Segment growUnheard() throws IOException {
        int number = segments.list().count() == 0
                ? 0
                : (int) segments.list().last().header().segmentNumber() + 1;
        SegmentPlace at = store.allocate(number);
        Files.createFile(at.path());
        SegmentHeader header = new SegmentHeader(logId, number, number * 10L, 1, 0, MIB, FooterPlace.NONE);
        Segment segment = Segment.growing(new Located(header, at), new SparseIndex(number * 10L, MIB), open, null);
        segments.add(segment);
        return segment;
    }

    private void rollTwice() throws IOException {
        precautions.incrementAndGet();
        roll();
        roll();
    }

    private List<Long> kept() throws IOException {
        try (Stream<Path> files = Files.list(place.directory())) {
            assertThat(files.filter(file -> file.toString().endsWith(".segment")))
                    .hasSize(segments.list().count());
        }
        return segments.list().asList().stream().map(Segment::baseSequence).toList();
    }

    @Test
    void retentionDecidesBeforeThePrecaution() throws IOException {
        discarder.retain(ONE_SEGMENT, this::rollTwice);
        assertThat(kept()).containsExactly(20L, 30L, 40L);
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(40L);
        assertThat(precautions).hasValue(2);
    }

    @Test
    void discardingByHandDecidesBeforeThePrecaution() throws IOException {
        discarder.discardBefore(100, this::rollTwice);
        assertThat(kept()).containsExactly(20L, 30L, 40L);
        assertThat(precautions).hasValue(1);
    }

    @Test
    void aSegmentStaysUntilItsSealWasHeardOf() throws IOException {
        Segment unheard = rollUnheard();
        rollUnheard();
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(30L, 40L);
        discarder.discardBefore(100, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(30L, 40L);
        discarder.heardOf(unheard);
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(40L);
    }

    @Test
    void theSealsOfSegmentsAreHeardOfInOrder() throws IOException {
        Segment slow = growUnheard();
        Segment fast = growUnheard();
        rollUnheard();
        fast.endsAt(END);
        assertThat(discarder.unheardOf())
                .as("in front of one that isn't sealed")
                .isEmpty();
        slow.endsAt(END);
        assertThat(discarder.unheardOf()).startsWith(slow, fast).hasSize(3);
        discarder.heardOf(slow);
        assertThat(discarder.unheardOf()).startsWith(fast).hasSize(2);
    }

    @Test
    void segmentsOfAnEarlierLifeWereHeardOf() throws IOException {
        rollUnheard();
        new LogDiscarder(segments, store, LogListener.NONE, LogDiscarderTest::nowMicros, () -> 0)
                .retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(30L);
    }

    @Test
    void nothingIsDiscardedIfThePrecautionFails() throws IOException {
        IOException failure = new IOException("the header can't be forced");
        assertThatThrownBy(() -> discarder.retain(ONE_SEGMENT, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(kept()).containsExactly(0L, 10L, 20L);
    }

    @Test
    void allThatIsDiscardedIsClosedThoughTheFirstOneCanNotBeFreed() throws IOException {
        List<Segment> gone = segments.list().asList().subList(0, 2);
        seam.fail("unlinkat", 1, Errno.EIO);
        assertThatThrownBy(() -> discarder.discardBefore(20, precautions::incrementAndGet))
                .isInstanceOf(IOException.class);
        assertThat(seam.fired()).isEqualTo(1);
        for (Segment segment : gone) {
            assertThat(segment.place().path()).exists();
            assertThatThrownBy(segment::current).isInstanceOf(DiscardedSegmentException.class);
        }
        discarder.discardBefore(20, precautions::incrementAndGet);
        assertThat(kept()).as("its space is given back by the next one").containsExactly(20L);
    }

    private Hold hold(long sequence) throws IOException {
        DamagedEnd end = new DamagedEnd(29, 29, null, null, null); // One that stays where it is.
        return discarder.holds().take(sequence, new LogReader("log", segments, end, store));
    }

    @Test
    void aHoldThatIsTakenDuringThePrecautionIsHonoured() throws IOException {
        discarder.discardBefore(100, () -> hold(15));
        assertThat(kept()).containsExactly(10L, 20L);
        assertThat(discarder.discardedSegments()).isEqualTo(1);
    }

    @Test
    void whoTakesAHoldOfWhatIsGoneIsTold() throws IOException {
        discarder.discardBefore(20, precautions::incrementAndGet);
        assertThatThrownBy(() -> hold(19)).isInstanceOf(SequenceOutOfRangeException.class);
        roll();
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).as("and holds nothing").containsExactly(30L);
    }

    @Test
    void whoTakesAHoldDoesNotWaitForADiscardThatWaitsForTheDisk() throws IOException {
        try (Crew crew = new Crew()) {
            seam.bend("unlinkat", call -> true, 1, 1, (call, real) -> {
                crew.once("holder", () -> hold(25)).join();
                return real.make(call.copy());
            });
            discarder.discardBefore(20, precautions::incrementAndGet);
        }
        assertThat(seam.fired()).isEqualTo(1);
        roll();
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(20L, 30L);
    }

    @Test
    void noPrecautionIsTakenForWhatIsHeld() throws IOException {
        hold(9);
        discarder.retain(ONE_SEGMENT, precautions::incrementAndGet);
        discarder.discardBefore(100, precautions::incrementAndGet);
        assertThat(precautions).hasValue(0);
        assertThat(kept()).containsExactly(0L, 10L, 20L);
    }

    @Test
    void noPrecautionIsTakenForNothing() throws IOException {
        discarder.retain(Retention.bytes(10L * MIB), precautions::incrementAndGet);
        discarder.discardBefore(5, precautions::incrementAndGet);
        assertThat(precautions).hasValue(0);
        assertThat(kept()).containsExactly(0L, 10L, 20L);
    }

    @Test
    void oneLookAtATimeWaitsForAThreadThatIsBusy() throws InterruptedException {
        ConcurrentLinkedQueue<Runnable> looks = new ConcurrentLinkedQueue<>();
        Retention.Age age = (Retention.Age) Retention.age(Duration.ofMillis(100));
        try (AgeWatch watch = new AgeWatch("log", discarder, age, precautions::incrementAndGet)) {
            watch.start(looks::add, () -> {});
            Crew.await("it wants to look", () -> !looks.isEmpty());
            Thread.sleep(200); // Twenty naps, after each of which it could look once more.
            assertThat(looks).hasSize(1);
            looks.remove().run();
            Crew.await("it wants to look again", () -> !looks.isEmpty());
        }
    }

    @Test
    void whatTheLogIsClosedInFrontOfStays() {
        assertThatThrownBy(() -> discarder.discardBefore(20, () -> {
                    precautions.incrementAndGet();
                    discarder.close();
                }))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(precautions).hasValue(1);
        assertThat(segments.list().count()).isEqualTo(3);
        assertThat(segments.list().asList())
                .allMatch(segment -> Files.exists(segment.place().path()));
    }

    /** What a power cut may take back is no reason to let go what it can't. */
    @Test
    void onlyRecordsThatAreDurableCountAmongThoseThatAreKept() throws IOException {
        Retention tenRecords = Retention.records(10);
        durable.set(28); // Of the last segment one is missing.
        discarder.retain(tenRecords, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(10L, 20L);
        durable.set(29);
        discarder.retain(tenRecords, precautions::incrementAndGet);
        assertThat(kept()).containsExactly(20L);
    }
}
