package io.tidemark.cli.log;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints the sequences that are durable, a line each, in a thread of its own: whoever learns of them must not wait for
 * who reads them. Nothing is kept for each but the last one.
 */
public final class Acknowledging implements AcknowledgedSink {
    private final PrintWriter out;
    private final AtomicLong durable;
    private final Thread thread = new Thread(this::run, "acknowledging");
    private long printed;
    private volatile boolean isIdle;
    private volatile boolean isOver;
    private volatile boolean isBroken;

    /** @param last the sequence before the first one to print */
    public Acknowledging(PrintWriter out, long last) {
        this.out = out;
        this.durable = new AtomicLong(last);
        this.printed = last;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void durable(long sequence) {
        durable.accumulateAndGet(sequence, Math::max);
        wake();
    }

    @Override
    public boolean isBroken() {
        return isBroken;
    }

    private void wake() {
        if (isIdle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!isBroken) {
            long last = durable.get();
            if (printed < last) {
                print(last);
            } else if (isOver) {
                return;
            } else {
                isIdle = true;
                if (durable.get() == printed && !isOver) {
                    LockSupport.park(this);
                }
                isIdle = false;
            }
        }
    }

    private void print(long last) {
        for (long sequence = printed + 1; sequence <= last; sequence++) {
            out.println(sequence);
        }
        isBroken = out.checkError(); // Flushes.
        printed = last;
    }

    @Override
    public void closeWithin(Duration limit) {
        isOver = true;
        wake();
        Threads.awaitEnd(thread, limit);
    }

    @Override
    public void close() {
        isOver = true;
        wake();
        Threads.awaitEnd(List.of(thread));
    }
}
