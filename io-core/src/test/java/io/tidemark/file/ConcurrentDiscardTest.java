package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.ReadGate;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two ranges are discarded at a time, each with readers inside. */
class ConcurrentDiscardTest {
    private static final int BORDER = 64 << 10;
    private static final int RESTS = 10;

    /** A reader that stops right before its pread until it may go on. */
    private static final class Paused {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final Thread thread;

        Paused(Crew crew, FaultSeam seam, HybridFile file, long offset) {
            seam.bend("pread", call -> call.number(3) == offset, 1, 1, (call, real) -> {
                arrived.countDown();
                Crew.await("it may go on", () -> go.getCount() == 0);
                return real.make(call.copy());
            });
            thread = crew.once("reader at " + offset, () -> {
                ByteBuf bytes = Unpooled.buffer(100); // on the heap, so that it is read by the system call
                try {
                    file.readAt(offset, bytes, 100);
                    Pattern.verify(bytes, 0, offset, 100);
                } finally {
                    bytes.release();
                }
            });
            Crew.await("the reader is inside", () -> arrived.getCount() == 0);
        }

        void finish() {
            go.countDown();
            Crew.await("the reader is done", () -> !thread.isAlive());
        }
    }

    @Test
    void oneDiscardDoesNotPunchWhereTheOtherOnesReadersStillRead() throws Exception {
        FaultSeam seam = new FaultSeam();
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .borderBytes(BORDER)
                .growthBytes(16 * BORDER)
                .build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options)) {
                long start = file.append(Pattern.bytes(file.endOffset(), 8 * BORDER));
                file.seal(file.endOffset());
                AtomicBoolean firstDone = new AtomicBoolean();
                AtomicBoolean secondDone = new AtomicBoolean();
                try (Crew crew = new Crew()) {
                    // The gate lets go of readers in two phases; each of the first discard's needs somebody to wait
                    // for.
                    Paused phaseOne = new Paused(crew, seam, file, start);
                    Thread first = crew.once("first discard", () -> {
                        file.discard(start + 2 * BORDER, BORDER);
                        firstDone.set(true);
                    });
                    Crew.await("the first is published", () -> isDiscarded(file, start + 2 * BORDER));
                    Crew.await("it is at the gate", () -> LockSupport.getBlocker(first) instanceof ReadGate);
                    Paused phaseTwo = new Paused(crew, seam, file, start + BORDER);
                    phaseOne.finish();
                    awaitLooks(first);
                    Paused victim = new Paused(crew, seam, file, start + 4 * BORDER);
                    crew.once("second discard", () -> {
                        file.discard(start + 4 * BORDER, BORDER);
                        secondDone.set(true);
                    });
                    Crew.await("the second is published", () -> isDiscarded(file, start + 4 * BORDER));
                    assertThat(firstDone)
                            .as("the first waits for its second phase")
                            .isFalse();
                    phaseTwo.finish();
                    Crew.await("the first is done", firstDone::get);
                    victim.finish();
                    Crew.await("the second is done", secondDone::get);
                }
                assertThat(seam.fired()).isEqualTo(3);
            }
            seam.assertNothingHeld();
        }
    }

    private static boolean isDiscarded(HybridFile file, long offset) {
        return file.ranges().stream()
                .anyMatch(range ->
                        range.offset() <= offset && offset < range.end() && range.mode() == RangeMode.DISCARDED);
    }

    /** Who waits at the gate has looked whether its readers are gone: it rests between two looks, sometimes in two parts. */
    private static void awaitLooks(Thread waiting) {
        long before = rests(waiting);
        Crew.await(waiting.getName() + " has looked", () -> rests(waiting) >= before + RESTS);
    }

    private static long rests(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getWaitedCount();
    }
}
