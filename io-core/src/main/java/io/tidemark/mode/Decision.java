package io.tidemark.mode;

import java.util.Objects;

/**
 * The mode a range gets, and why.
 *
 * @param mode the effective mode
 * @param reason one sentence for a person, such as {@code O_DIRECT works here (512-byte units)}
 */
public record Decision(AccessMode mode, String reason) {
    public Decision {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(reason, "reason");
    }
}
