package io.tidemark.nativeio;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A descriptor number that cannot be used after its close: calls in flight are counted, and close(2) waits for them.
 * Without that a late write could land in whatever file got the same number next.
 */
final class Descriptor {
    /** The sign bit: set once closing has begun. The other bits count the calls in flight. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final Posix posix;
    private final int fd;
    private final AtomicInteger state = new AtomicInteger();
    private final Object drained = new Object();

    Descriptor(Posix posix, int fd) {
        this.posix = posix;
        this.fd = fd;
    }

    /** The number, for use until {@link #release}. */
    int acquire() throws ClosedChannelException {
        if (state.getAndIncrement() < 0) {
            release();
            throw new ClosedChannelException();
        }
        return fd;
    }

    void release() {
        if (state.decrementAndGet() == CLOSED) {
            synchronized (drained) {
                drained.notifyAll();
            }
        }
    }

    /** The number without protection. */
    int number() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        return fd;
    }

    boolean isOpen() {
        return state.get() >= 0;
    }

    /** Waits for the calls in flight, then closes; later calls do nothing. */
    void close() throws ErrnoException {
        if (state.getAndUpdate(value -> value | CLOSED) < 0) {
            return;
        }
        awaitDrained();
        // Never retried: Linux has released the number whatever close returns.
        posix.close(fd);
    }

    private void awaitDrained() {
        boolean interrupted = false;
        synchronized (drained) {
            while (state.get() != CLOSED) {
                try {
                    drained.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
