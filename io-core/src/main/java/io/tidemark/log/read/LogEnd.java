package io.tidemark.log.read;

import io.tidemark.log.LogFailedException;
import io.tidemark.log.Visibility;
import io.tidemark.log.segment.Segment;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How far a log reaches, as its readers see it. Any thread. */
public interface LogEnd {
    /** The last sequence that can be read. */
    long last();

    /** The last sequence that is known to be durable. */
    long durable();

    /** Looks whether there is more than was known, until all is known or {@code isEnough}, which depends on that. */
    void look(BooleanSupplier isEnough) throws IOException;

    /**
     * Whether a segment that could not be read was discarded by a writer somewhere else. If so, the log is known to begin
     * behind it from now on.
     */
    boolean isDiscarded(Segment segment) throws IOException;

    /** Looks whether all that can be read is there yet; where it isn't, the log is known to end there from now on. */
    default void lookBack() throws IOException {}

    /**
     * Waits until {@code reached} holds, which depends on what is shown or on what {@link #wake} tells.
     *
     * @param visibility whether it is enough to look when more is durable
     * @return whether it does, or the time is over
     */
    boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos)
            throws IOException, InterruptedException;

    /** Lets those who wait look again. */
    void wake();

    /** Why nothing more comes, nor becomes durable, if the writer has failed. Nobody knows that of one somewhere else. */
    default Optional<LogFailedException> failure() {
        return Optional.empty();
    }
}
