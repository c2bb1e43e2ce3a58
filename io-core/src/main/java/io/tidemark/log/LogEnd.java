package io.tidemark.log;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** How far a log reaches, as its readers see it. Any thread. */
interface LogEnd {
    /** The last sequence that can be read. */
    long last();

    /** The last sequence that is known to be durable. */
    long durable();

    /** Looks whether there is more than was known. */
    void look() throws IOException;

    /**
     * Waits until {@code reached} holds, which depends on the sequences above or on what {@link #wake} tells.
     *
     * @return whether it does, or the time is over
     */
    boolean await(BooleanSupplier reached, long timeoutNanos) throws IOException, InterruptedException;

    /** Lets those who wait look again. */
    void wake();
}
