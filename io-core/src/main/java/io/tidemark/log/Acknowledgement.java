package io.tidemark.log;

import java.util.concurrent.CompletableFuture;

/** Completes with the sequence of a record once that is durable. */
final class Acknowledgement extends CompletableFuture<Long> {
    private volatile long sequence;

    void at(long newSequence) {
        sequence = newSequence;
    }

    long sequence() {
        return sequence;
    }
}
