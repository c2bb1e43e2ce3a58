package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A close beside everything else: no hang, nothing left open; and what reopening many times does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogCloseTest {
    private static final int MOST_BYTES = 3_000;

    private TestPlace place;
    private Path path;

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        place.close();
    }

    private static LogOptions.Builder options(Layout layout) {
        return LogOptions.builder().layout(layout).segmentBytes(1 << 20).tailBufferBytes(1 << 20);
    }

    private HybridLog open(Layout layout) throws IOException {
        return HybridLog.open(path, options(layout).build());
    }

    @ParameterizedTest
    @EnumSource
    void closingInTheMiddleOfEverythingLosesNothingThatWasAcknowledged(Layout layout) throws Exception {
        long acknowledged = -1;
        for (int round = 0; round < 2; round++) {
            HybridLog log = open(layout);
            assertThat(log.lastSequence()).isGreaterThanOrEqualTo(acknowledged);
            AtomicInteger ended = new AtomicInteger();
            ConcurrentLinkedQueue<Long> acknowledgements = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<CompletableFuture<Long>> stages = new ConcurrentLinkedQueue<>();
            try (Crew crew = new Crew()) {
                for (int t = 0; t < 3; t++) {
                    crew.once(
                            "appender",
                            () -> untilClosed(
                                    ended, () -> acknowledgements.add(log.append(Records.ofLength(1, 2_000)))));
                }
                crew.once(
                        "asynchronous",
                        () -> untilClosed(ended, () -> {
                            stages.add(
                                    log.appendAsync(Records.ofLength(2, 2_000)).toCompletableFuture());
                            Thread.sleep(1); // So many stages only that they all fit into memory.
                        }));
                crew.once(
                        "reader",
                        () -> untilClosed(ended, () -> {
                            long last = log.lastSequence();
                            if (last >= log.firstSequence()) {
                                log.read(last - (last - log.firstSequence()) / 2)
                                        .release();
                            }
                        }));
                crew.once(
                        "discarder",
                        () -> untilClosed(ended, () -> {
                            log.discardBefore(Math.max(0, log.lastSequence() - 1_000));
                            Thread.sleep(3); // Now and then, as others do.
                        }));
                crew.once("follower", () -> {
                    try (LogCursor cursor = log.cursor(log.firstSequence())) {
                        while (cursor.next(Duration.ofSeconds(40))) {
                            assertThat(cursor.payload().readableBytes()).isEqualTo(2_000);
                        }
                    } catch (SequenceOutOfRangeException | ClosedChannelException e) {
                        assertThat(e).as("discarded or closed under it").isNotNull();
                    }
                    ended.incrementAndGet();
                });
                Crew.await("they work", () -> acknowledgements.size() > 150 && stages.size() > 10);
                crew.once("another who closes", log::close);
                log.close();
                Crew.await("all end", () -> ended.get() == 7);
            }
            Crew.await("stages end", () -> stages.stream().allMatch(CompletableFuture::isDone));
            acknowledged = Math.max(
                    acknowledgements.stream().mapToLong(i -> i).max().orElseThrow(),
                    stages.stream().mapToLong(CompletableFuture::join).max().orElseThrow());
            assertThat(OpenResources.of(place.directory())).isEmpty();
        }
    }

    private static void untilClosed(AtomicInteger ended, Crew.Work work) throws Exception {
        try {
            while (true) {
                try {
                    work.run();
                } catch (SequenceOutOfRangeException e) {
                    assertThat(e.firstSequence()).as("discarded meanwhile").isPositive();
                }
            }
        } catch (ClosedChannelException e) {
            ended.incrementAndGet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementMayCloseTheLog(Layout layout) throws Exception {
        HybridLog log = open(layout);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Long> stage =
                    log.appendAsync(Records.of(i, MOST_BYTES)).toCompletableFuture();
            if (i == 49) {
                CompletableFuture<Void> closing = stage.thenRun(() -> {
                    try {
                        log.close();
                        closed.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        closed.completeExceptionally(e);
                    }
                });
                assertThat(closing).isNotNull();
            }
        }
        closed.get(30, TimeUnit.SECONDS);
        log.close();
        try (HybridLog again = open(layout)) {
            assertThat(again.lastSequence()).isEqualTo(49);
            Records.verify(again, MOST_BYTES);
        }
    }

    /** The one who discards is in the middle of it, where the disk is slow. */
    @ParameterizedTest
    @EnumSource
    void aCloseWaitsForADiscard(Layout layout) throws Exception {
        FaultSeam seam = new FaultSeam();
        CountDownLatch isFreeing = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicLong heard = new AtomicLong(-1);
        LogOptions options = SmallLogs.options(layout)
                .listener(new LogListener() {
                    @Override
                    public void onDiscarded(long firstSequence) {
                        heard.set(firstSequence);
                    }
                })
                .build();
        HybridLog log = HybridLog.open(Environments.of(seam), path, options);
        Records.append(log, 10, MOST_BYTES, Durability.each());
        log.sealTail();
        seam.bend(
                layout == Layout.DIRECTORY ? "unlinkat" : "pwrite",
                call -> layout == Layout.DIRECTORY || call.number(2) == SegmentHeader.BYTES,
                1,
                1,
                (call, real) -> {
                    isFreeing.countDown();
                    mayGoOn.await();
                    return real.make(call.copy());
                });
        try (Crew crew = new Crew()) {
            crew.once("discarder", () -> log.discardBefore(10));
            isFreeing.await();
            Thread closer = crew.once("closer", () -> {
                log.close();
                assertThat(heard).as("told before").hasValue(10);
            });
            Crew.await("the close waits, or is through", () -> isWaiting(closer));
            TimeUnit.MILLISECONDS.sleep(50); // Long enough for a close that waits for something else.
            assertThat(closer.isAlive()).isTrue();
            mayGoOn.countDown();
        }
        seam.assertNothingHeld();
    }

    /** Who closes, and was interrupted while it waited for the listener, fails when it is told so afterwards. */
    @ParameterizedTest
    @EnumSource
    void anErrorOnTheWayKeepsNothingFromBeingClosed(Layout layout) throws Exception {
        FaultSeam seam = new FaultSeam();
        AtomicReference<HybridLog> heardBy = new AtomicReference<>();
        CountDownLatch isTold = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        LogOptions options = SmallLogs.options(layout)
                .listener(new LogListener() {
                    @Override
                    public void onSealed(SegmentInfo segment) {
                        isTold.countDown();
                        Uninterruptibly.run(mayGoOn::await);
                        assertThatCode(() -> Records.verify(heardBy.get(), 0, MOST_BYTES))
                                .doesNotThrowAnyException(); // So that the file of what is sealed is open, too.
                    }
                })
                .build();
        HybridLog log = HybridLog.open(Environments.of(seam), path, options);
        heardBy.set(log);
        Records.append(log, 10, MOST_BYTES, Durability.each());
        try (Crew crew = new Crew()) {
            crew.once("sealer", log::sealTail);
            isTold.await();
            FailingCloser closer = new FailingCloser(log);
            closer.start();
            Crew.await("the close waits", closer::isWaiting);
            TimeUnit.MILLISECONDS.sleep(50); // Long enough for a close that waits for something else.
            closer.interrupt();
            Crew.await("it has noticed, and waits on", () -> !closer.isInterrupted() && closer.isWaiting());
            mayGoOn.countDown();
            closer.join();
            assertThat(closer.thrown.get()).isInstanceOf(InternalError.class);
        }
        seam.assertNothingHeld();
        assertThat(OpenResources.of(place.directory())).isEmpty();
    }

    private static final class FailingCloser extends Thread {
        private final HybridLog log;
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();

        FailingCloser(HybridLog log) {
            super("who closes");
            this.log = log;
        }

        @Override
        public void run() {
            try {
                log.close();
            } catch (IOException | RuntimeException | Error e) {
                thrown.set(e);
            }
        }

        boolean isWaiting() {
            return Stream.of(getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("awaitTermination"));
        }

        @Override
        public void interrupt() {
            super.interrupt();
            if (Thread.currentThread() == this) {
                throw new InternalError("on the way");
            }
        }
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> true;
            default -> false;
        };
    }

    @ParameterizedTest
    @EnumSource
    void aClosedLogOpensNothingAgain(Layout layout) throws Exception {
        try (HybridLog log = open(layout)) {
            Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
        }
        for (OpenMode mode : new OpenMode[] {OpenMode.OPEN_EXISTING, OpenMode.READ_ONLY}) {
            HybridLog log = HybridLog.open(path, options(layout).openMode(mode).build());
            LogCursor cursor = log.cursor(0);
            assertThat(cursor.next()).isTrue();
            List<SegmentInfo> segments = log.segments();
            log.close();
            assertThat(segments).hasSizeGreaterThan(2);
            assertThat(log.segments())
                    .as("told still, as it was; a writer has marked its end")
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lengthBytes")
                    .isEqualTo(segments);
            for (SegmentInfo segment : segments) {
                assertThatThrownBy(() -> log.ranges(segment.number())).isInstanceOf(ClosedChannelException.class);
            }
            for (long sequence : new long[] {0, 500, 1_999}) {
                assertThatThrownBy(() -> log.read(sequence)).isInstanceOf(ClosedChannelException.class);
            }
            assertThatThrownBy(() -> {
                        while (cursor.next()) {
                            assertThat(cursor.sequence()).isLessThan(1_999);
                        }
                    })
                    .isInstanceOf(ClosedChannelException.class);
            cursor.close();
            if (mode != OpenMode.READ_ONLY) {
                assertThatThrownBy(log::sealTail).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> log.discardBefore(900)).isInstanceOf(ClosedChannelException.class);
            }
            assertThat(OpenResources.of(place.directory())).isEmpty();
        }
    }

    /** A record whose length is damaged must not lead the search for the ones behind it astray. */
    @ParameterizedTest
    @EnumSource
    void aDamagedRecordOnTheWayToAnotherIsNamed(Layout layout) throws Exception {
        try (HybridLog log = open(layout)) {
            Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
        }
        LogImage image = LogImage.of(path);
        LogImage.Found first = image.segments().get(0);
        long last = image.segments().get(1).header().baseSequence() - 1;
        byte[] bytes = image.read(first.place(), 0, 1 << 20);
        int offset = 128;
        int lastOffset = offset;
        int recordBeforeLast = offset;
        for (long seen = -1; seen < last; ) {
            int kindAndLength =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
            if (kindAndLength >>> 28 == 1) {
                seen++;
                recordBeforeLast = lastOffset;
                lastOffset = offset;
            }
            offset += (32 + (kindAndLength & 0xfff_ffff) + 7) & -8;
        }
        int footerBytes = 1 << 20;
        for (int length : new int[] {offset - recordBeforeLast - 32, 4_000, footerBytes - recordBeforeLast - 3_000}) {
            ByteBuffer damaged = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            image.write(
                    first.place(),
                    recordBeforeLast,
                    damaged.putInt(0, 1 << 28 | Math.max(0, length)).array());
            try (HybridLog log = open(layout)) {
                CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> {
                    try {
                        ByteBuf found = log.read(last);
                        found.release();
                        return "found";
                    } catch (IOException e) {
                        return e;
                    }
                });
                Crew.await("the read ends", read::isDone);
                assertThat(read.get()).isInstanceOf(DamagedLogException.class);
            }
        }
    }

    /** To the last byte: then neither an OPENING nor a CLOSING has room any more. */
    @ParameterizedTest
    @EnumSource
    void aFullTailIsReopenedAsOftenAsYouLike(Layout layout) throws Exception {
        long last = -1;
        try (HybridLog log = open(layout)) {
            while (log.segments().get(0).lengthBytes() < (1 << 20) - 6_000) {
                last = log.append(Records.of(last + 1, 1_500), Durability.onDemand());
            }
            log.force();
        }
        for (int length = 4_000; length >= 0; length -= 8) { // What is left is filled up to the last word.
            try (HybridLog log = open(layout)) {
                long free = (1 << 20) - log.segments().get(0).lengthBytes();
                if (free < 3_000) {
                    break;
                }
                last = log.append(Records.of(last + 1, 300), Durability.each());
            }
        }
        for (int i = 0; i < 25; i++) {
            try (HybridLog log = open(layout)) {
                assertThat(log.lastSequence()).isEqualTo(last);
                assertThat(log.segments()).hasSize(1);
            }
        }
        LogImage image = LogImage.of(path);
        Map<String, Long> before = image.fingerprint();
        for (int i = 0; i < 5; i++) {
            open(layout).close();
        }
        assertThat(image.fingerprint()).as("no room for another mark").isEqualTo(before);
        for (int i = 0; i < 3; i++) {
            try (HybridLog log = open(layout)) {
                assertThat(log.append(Records.of(last + 1, 1_500))).isEqualTo(last + 1);
                last++;
                assertThat(log.segments()).hasSize(2);
                Records.verify(log, log.firstSequence(), 1_500);
            }
        }
        List<LogImage.Found> segments = image.segments();
        assertThat(segments.get(1).header().incarnation())
                .as("where there is no OPENING the next header tells incarnations apart")
                .isGreaterThan(segments.get(0).header().incarnation());
    }
}
