package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What readers use is replaced and freed all the time; none of them ever holds what is freed. */
class ReadGateStressTest {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Where the processors are too busy for what is to be seen. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int ENOUGH_ENTRIES = 10_000;
    private static final int ENOUGH_REPLACEMENTS = 20;

    /** Something that must not be touched once it is freed. */
    private static final class Resource {
        private boolean freed;
    }

    private final ReadGate gate = new ReadGate("file");
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile Resource current = new Resource();
    private volatile boolean stopped;

    @Tag("timing") // With one processor the writers get too few turns.
    @Test
    void noReaderEverHoldsAFreedObject() throws Exception {
        // More readers than processors, so that some are stopped at any place.
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Reader reader = new Reader();
            readers.add(reader);
            reader.start();
        }
        // Two writers: the second one's wait must not be fooled by the first one's.
        Thread other = new Thread(this::replaceUntilStopped, "other writer");
        other.start();
        long start = System.nanoTime();
        int replaced = 0;
        while (failure.get() == null && isToGoOn(System.nanoTime() - start, readers, replaced)) {
            replace();
            replaced++;
        }
        stopped = true;
        other.join(10_000);
        for (Reader reader : readers) {
            reader.join(10_000);
        }
        long entries = entries(readers);
        System.out.println(entries + " entries, " + replaced + " replacements by one of two writers");
        assertThat(failure.get()).isNull();
        assertThat(entries).isGreaterThan(ENOUGH_ENTRIES);
        assertThat(replaced).isGreaterThan(ENOUGH_REPLACEMENTS);
    }

    private static boolean isToGoOn(long nanos, List<Reader> readers, int replaced) {
        boolean isEnough = replaced > ENOUGH_REPLACEMENTS && entries(readers) > ENOUGH_ENTRIES;
        return nanos < (isEnough ? NANOS : MOST_NANOS);
    }

    private static long entries(List<Reader> readers) {
        return readers.stream().mapToLong(reader -> reader.entries.get()).sum();
    }

    @Test
    void aClosedGateLetsNobodyInAndWaitsForWhoIsIn() throws Exception {
        int ticket = gate.enter();
        AtomicBoolean closed = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            gate.close();
            closed.set(true);
        });
        closer.start();
        long deadline = System.nanoTime() + MOST_NANOS;
        boolean refused = false;
        while (!refused && System.nanoTime() < deadline) {
            try {
                gate.exit(gate.enter());
            } catch (ClosedChannelException e) {
                refused = true;
            }
        }
        assertThat(refused).isTrue();
        LockSupport.parkNanos(1_000_000); // Time enough to go on, if it did not wait.
        assertThat(closed).isFalse();
        gate.exit(ticket);
        closer.join(10_000);
        assertThat(closed).isTrue();
        gate.close();
    }

    private void replaceUntilStopped() {
        while (!stopped) {
            replace();
        }
    }

    private void replace() {
        Resource old;
        synchronized (this) {
            old = current;
            current = new Resource();
        }
        gate.awaitReaders();
        old.freed = true;
    }

    private final class Reader extends Thread {
        /** Written without the fence of a volatile store, which would hide a want of one in the gate. */
        private final AtomicLong entries = new AtomicLong();

        @Override
        public void run() {
            try {
                for (long entered = 0; !stopped; entries.lazySet(++entered)) {
                    int ticket = gate.enter();
                    Resource resource = current;
                    // Looked at again and again: it has to stay what it is until the exit.
                    for (int i = 0; i < (entered & 31); i++) {
                        if (resource.freed) {
                            throw new AssertionError("freed under a reader, after " + entered + " entries");
                        }
                        Thread.onSpinWait();
                    }
                    gate.exit(ticket);
                }
            } catch (ClosedChannelException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
