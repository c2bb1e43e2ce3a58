package io.tidemark.bench.foundation;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.nativeio.Futex;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that share bare durable writes: whoever comes last writes for all and wakes them by one system call. This is
 * what a group commit costs where nothing is appended, encoded or looked after, and no batch is ever incomplete.
 */
final class SharedWrites implements Contestant, AutoCloseable {
    private final DurableFloors.Native writes;
    private final int threads;
    private final Crew crew;
    private final Futex written = new Futex();
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile Throwable failure;

    /** @param writes of as many bytes as the threads' records take up together */
    SharedWrites(DurableFloors.Native writes, int threads) {
        this.writes = writes;
        this.threads = threads;
        this.crew = new Crew(threads);
    }

    @Override
    public String name() {
        return writes.name() + ", shared by " + threads + " threads";
    }

    @Override
    public void run(int operations) throws IOException {
        crew.run(operations, member -> share());
    }

    private void share() throws IOException {
        int rounds = written.rounds();
        if (arrived.incrementAndGet() == threads) {
            writeForAll();
        }
        while (written.rounds() == rounds) {
            written.await(rounds);
        }
        if (failure != null) {
            throw new IOException("the write for all threads failed", failure);
        }
    }

    private void writeForAll() {
        arrived.set(0);
        try {
            writes.run(1);
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // Whatever it is: it is thrown to all who wait for this write.
        } finally {
            written.wakeAll();
        }
    }

    @Override
    public boolean hasThreadsOfItsOwn() {
        return true;
    }

    @Override
    public double p99Nanos() {
        return crew.p99Nanos();
    }

    @Override
    public void close() throws IOException {
        crew.close();
        writes.close();
    }
}
