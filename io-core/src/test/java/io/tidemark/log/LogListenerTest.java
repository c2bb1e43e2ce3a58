package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
}
