package io.tidemark.log.append;

import io.tidemark.log.commit.Gathering;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets appends wait while too much isn't durable yet, and counts how often and how long. Whoever needn't wait compares two
 * numbers, and counts nothing. Any thread.
 */
public final class BackPressure {
    private final LogWriter writer;
    private final LogForcer forcer;
    private final long maxUnforcedBytes;
    private final AtomicLong waits = new AtomicLong();
    private final AtomicLong waitedNanos = new AtomicLong();

    public BackPressure(LogWriter writer, long maxUnforcedBytes) {
        this.writer = writer;
        this.forcer = writer.forcer();
        this.maxUnforcedBytes = maxUnforcedBytes;
    }

    /** Waits, if there is too much, until all that was appended before is durable. */
    public void press() throws IOException {
        if (forcer.unforcedBytes() > maxUnforcedBytes) {
            await();
        }
    }

    private void await() throws IOException {
        long began = System.nanoTime();
        try {
            forcer.await(writer.last(), Gathering.NONE);
        } finally {
            waitedNanos.addAndGet(System.nanoTime() - began);
            waits.incrementAndGet();
        }
    }

    /** How many waits have ended. */
    long waits() {
        return waits.get();
    }

    /** How long all of them took together, in nanoseconds. */
    long waitedNanos() {
        return waitedNanos.get();
    }
}
