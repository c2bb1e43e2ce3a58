package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Segments of a batch that is longer than several of them are sealed while it goes on. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class BatchAcrossSegmentsTest extends LogAtHand {
    private static final int RECORD_BYTES = 400_000;
    private static final int RECORDS = 12;

    private final CountDownLatch rolled = new CountDownLatch(1);
    private final CountDownLatch forcedByTheSecond = new CountDownLatch(1);
    private final CountDownLatch bothWait = new CountDownLatch(1);
    private final AtomicReference<HybridLog> log = new AtomicReference<>();
    private final List<SegmentInfo> heard = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private final LogListener listener = new LogListener() {
        @Override
        public void onSealed(SegmentInfo segment) {
            heard.add(segment);
            try (LogHold hold = log.get().hold(segment.firstSequence())) {
                long last = segment.firstSequence() + segment.recordCount() - 1;
                for (long sequence = hold.sequence(); sequence <= last; sequence++) {
                    ByteBuf record = log.get().read(sequence);
                    record.release();
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        }
    };

    /** Two appenders wait for a force: that of the first goes on once the batch has rolled, the second's seals what it left. */
    private void forceDuringTheBatch() {
        seam.bend("fdatasync", call -> !FaultSeam.isInBackground(), 1, 1, (call, real) -> {
            bothWait.countDown();
            rolled.await();
            return real.make(call.copy());
        });
        seam.bend("fdatasync", call -> rolled.getCount() == 0 && !FaultSeam.isInBackground(), 1, 1, (call, real) -> {
            forcedByTheSecond.countDown();
            return real.make(call.copy());
        });
        seam.bend("fallocate", call -> FaultSeam.isInBackground() && hasRolled(), 1, 1, (call, real) -> {
            rolled.countDown();
            forcedByTheSecond.await();
            return real.make(call.copy());
        });
    }

    private boolean hasRolled() {
        return log.get().statistics().rolls() > 0;
    }

    @ParameterizedTest
    @EnumSource
    void whoHearsOfOneMayReadAndHoldAllOfIt(Layout layout) throws Exception {
        LogOptions options = SmallLogs.options(layout).listener(listener).build();
        try (HybridLog opened = HybridLog.open(Environments.of(seam), path, options)) {
            log.set(opened);
            opened.append(Records.ofLength(0, 100), Durability.each());
            forceDuringTheBatch();
            try (Crew crew = new Crew()) {
                crew.once("first", () -> opened.append(Records.ofLength(1, 100), Durability.each()));
                bothWait.await();
                crew.once("second", () -> opened.append(Records.ofLength(2, 100), Durability.each()));
                Crew.await("both are appended", () -> opened.lastSequence() == 2);
                List<ByteBuf> batch = new ArrayList<>();
                for (int i = 0; i < RECORDS; i++) {
                    batch.add(Records.ofLength(3 + i, RECORD_BYTES));
                }
                opened.append(batch, Durability.each());
            }
            opened.discardBefore(0); // Discards nothing, and waits until the listener has heard of all seals.
            assertThat(failures).isEmpty();
            assertThat(heard).as("segments sealed").isNotEmpty();
        }
        assertThat(seam.fired()).isEqualTo(3);
        seam.straighten();
    }
}
