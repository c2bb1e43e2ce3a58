package io.tidemark.log.append;

import java.util.concurrent.CompletableFuture;

/** Completes with the sequence of a record once that is durable; with those behind it, a queue. */
public final class Acknowledgement extends CompletableFuture<Long> {
    private long sequence;

    /** The one behind it; null if there is none yet. Tells that one's sequence, too. */
    private volatile Acknowledgement next;

    /** Sets the sequence, before it is queued. */
    void at(long newSequence) {
        sequence = newSequence;
    }

    long sequence() {
        return sequence;
    }

    Acknowledgement next() {
        return next;
    }

    void follow(Acknowledgement behind) {
        next = behind;
    }

    /** It has left the queue: its caller, who may keep it, doesn't keep those behind it. */
    void leave() {
        next = null;
    }
}
