package io.tidemark.mode;

import java.util.Objects;

/**
 * What a caller states about a mode: a requirement, a preference, or nothing. A requirement that can't be met fails at
 * once; a preference that can't be met falls back to the policy's choice, with the reason kept.
 */
public sealed interface ModeChoice {
    /** The policy decides. */
    static ModeChoice automatic() {
        return new Automatic();
    }

    /** This mode where it is to be had, else what the policy decides. */
    static ModeChoice prefer(RangeMode mode) {
        return new Preferred(mode);
    }

    /** This mode, or {@link ModeUnavailableException}. */
    static ModeChoice require(RangeMode mode) {
        return new Required(mode);
    }

    /** The policy decides. */
    record Automatic() implements ModeChoice {}

    /** This mode where it is to be had, else what the policy decides. */
    record Preferred(RangeMode mode) implements ModeChoice {
        public Preferred {
            Objects.requireNonNull(mode, "mode");
        }
    }

    /** This mode, or an error. */
    record Required(RangeMode mode) implements ModeChoice {
        public Required {
            Objects.requireNonNull(mode, "mode");
        }
    }
}
