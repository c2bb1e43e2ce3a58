package io.tidemark.mode;

import java.util.Set;

/**
 * Which mode a range gets: one pure function of what it is for, what the caller knows, and what the place can do.
 * Implementations answer the same for the same arguments and do no I/O.
 */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * Decides the mode for a range.
     *
     * @return a mode that is {@linkplain Capabilities#unavailabilityCause available}, with the reason
     */
    Decision decide(Intent intent, Set<Hint> hints, Capabilities capabilities);
}
