package io.tidemark.log.commit;

import java.util.function.BooleanSupplier;

/**
 * How long a force may be put off.
 *
 * @param maxDelayNanos at most; 0 for not at all
 * @param isEnough true ends the wait: enough bytes have come together
 */
public record Gathering(long maxDelayNanos, BooleanSupplier isEnough) {
    /** Not at all. */
    public static final Gathering NONE = new Gathering(0, () -> true);

    boolean goesOn() {
        return !isEnough.getAsBoolean();
    }
}
