package io.tidemark.mode;

import java.util.Objects;
import java.util.Optional;

/**
 * The mode a range gets, and why.
 *
 * @param mode the effective mode
 * @param reason one sentence for a person, such as {@code O_DIRECT works here (512-byte units)}
 * @param unmetPreference the mode that was preferred and is not to be had; empty where the caller got what it asked for
 */
public record Decision(RangeMode mode, String reason, Optional<RangeMode> unmetPreference) {
    public Decision {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(unmetPreference, "unmetPreference");
    }

    /** A decision that leaves no preference unmet. */
    public Decision(RangeMode mode, String reason) {
        this(mode, reason, Optional.empty());
    }

    /** Whether this is what the policy chose because the preferred mode is not to be had. */
    public boolean isFallback() {
        return unmetPreference.isPresent();
    }
}
