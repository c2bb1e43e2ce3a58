package io.tidemark.cli.log;

import io.tidemark.log.Durability;
import java.time.Duration;

/** When appended records become durable. */
public enum Promise {
    /** Each on its own, before the next one is read. */
    EACH,
    /** Together, at most a millisecond or a mebibyte later, while more records are read. */
    GROUP,
    /** At the end of the input, and whenever so much waits that the log forces it by itself. */
    NONE;

    private static final Duration GROUP_DELAY = Duration.ofMillis(1);
    private static final long GROUP_BYTES = 1 << 20;

    /** What a log makes of it. */
    public Durability durability() {
        return switch (this) {
            case EACH -> Durability.each();
            case GROUP -> Durability.group(GROUP_DELAY, GROUP_BYTES);
            case NONE -> Durability.onDemand();
        };
    }
}
