package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.Crew;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which threads call a listener. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogListenerTest extends LogAtHand {
    private static final int MOST_BYTES = 100;

    private final List<Thread> sealed = new CopyOnWriteArrayList<>();
    private final List<Thread> discarded = new CopyOnWriteArrayList<>();
    private final List<Thread> failed = new CopyOnWriteArrayList<>();

    private HybridLog open(Layout layout) throws IOException {
        LogListener listener = new LogListener() {
            @Override
            public void onSealed(SegmentInfo segment) {
                sealed.add(Thread.currentThread());
            }

            @Override
            public void onDiscarded(long firstSequence) {
                discarded.add(Thread.currentThread());
            }

            @Override
            public void onFailure(Throwable cause) {
                failed.add(Thread.currentThread());
            }
        };
        LogOptions options = SmallLogs.options(layout).listener(listener).build();
        return HybridLog.open(Environments.of(seam), path, options);
    }

    private static void isOfTheLog(Thread thread) {
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.getName()).startsWith("tidemark log ");
    }

    @ParameterizedTest
    @EnumSource
    void sealsAreToldInTheLogsAndDiscardsInTheirCallersThread(Layout layout) throws IOException {
        try (HybridLog log = open(layout)) {
            for (int i = 0; i < 3; i++) {
                Records.append(log, 5, MOST_BYTES, Durability.onDemand());
                log.sealTail();
            }
            assertThat(sealed).as("when the seal returns").hasSize(3).allSatisfy(LogListenerTest::isOfTheLog);

            log.discardBefore(log.lastSequence());

            assertThat(discarded).containsExactly(Thread.currentThread());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsToldInTheLogsThread(Layout layout) throws IOException {
        HybridLog log = open(layout);
        Records.append(log, 5, MOST_BYTES, Durability.onDemand());
        seam.failFrom("fdatasync", 1, Errno.EIO);

        assertThatThrownBy(log::force).isInstanceOf(IOException.class);
        assertThatThrownBy(log::close).isInstanceOf(IOException.class);

        assertThat(failed).as("when the close returns").singleElement().satisfies(LogListenerTest::isOfTheLog);
    }

    private interface Reading {
        void of(HybridLog log, SegmentInfo segment) throws IOException;
    }

    /** Reads when it hears of a segment, but not before it is let go. */
    private static final class HeldReader implements LogListener {
        final AtomicReference<HybridLog> log = new AtomicReference<>();
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        private final Reading reading;

        HeldReader(Reading reading) {
            this.reading = reading;
        }

        @Override
        public void onSealed(SegmentInfo segment) {
            told.countDown();
            Uninterruptibly.run(() -> closing.await(30, TimeUnit.SECONDS));
            try {
                reading.of(log.get(), segment);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** It hears of each once, so what it can't read then it misses. */
    @ParameterizedTest
    @EnumSource
    void whatIsHeardOfDuringTheCloseCanBeRead(Layout layout) throws IOException {
        List<Long> read = new CopyOnWriteArrayList<>();
        HeldReader reading = new HeldReader((log, segment) -> {
            try (LogCursor cursor = log.cursor(segment.firstSequence())) {
                while (cursor.nextSequence() < segment.firstSequence() + segment.recordCount() && cursor.next()) {
                    read.add(cursor.sequence());
                }
            }
        });
        LogOptions options = SmallLogs.options(layout).listener(reading).build();
        try (Crew crew = new Crew()) {
            HybridLog log = HybridLog.open(Environments.of(seam), path, options);
            reading.log.set(log);
            Records.append(log, 5, MOST_BYTES, Durability.onDemand());
            crew.once("sealer", log::sealTail);
            Crew.await("the seal is told", () -> reading.told.getCount() == 0);
            crew.once("closer", log::close);
            Crew.await("it is being closed", () -> isClosing(log));
            reading.closing.countDown();
        }
        assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    /** What was appended after that, too: it is in the tail, whose end is marked by then. */
    @ParameterizedTest
    @EnumSource
    void theTailCanBeReadDuringTheClose(Layout layout) throws IOException {
        AtomicBoolean isRead = new AtomicBoolean();
        HeldReader reading = new HeldReader((log, segment) -> {
            Records.verify(log, MOST_BYTES);
            isRead.set(true);
        });
        LogOptions options = SmallLogs.options(layout).listener(reading).build();
        try (Crew crew = new Crew()) {
            HybridLog log = HybridLog.open(Environments.of(seam), path, options);
            reading.log.set(log);
            Records.append(log, 5, MOST_BYTES, Durability.onDemand());
            crew.once("sealer", log::sealTail);
            Crew.await("the seal is told", () -> reading.told.getCount() == 0);
            Records.append(log, 5, MOST_BYTES, Durability.onDemand());
            Thread closer = crew.once("closer", log::close);
            Crew.await("it waits for the listener", () -> isWaitingForTheListener(closer));
            reading.closing.countDown();
        }
        assertThat(isRead).isTrue();
    }

    private static boolean isWaitingForTheListener(Thread closer) {
        return Stream.of(closer.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitTermination"));
    }

    private static boolean isClosing(HybridLog log) {
        try {
            log.append(Unpooled.EMPTY_BUFFER, Durability.onDemand());
            return false;
        } catch (IOException e) {
            return e instanceof ClosedChannelException;
        }
    }
}
