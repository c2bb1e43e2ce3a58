package io.tidemark.mode;

import java.util.Objects;

/**
 * What a probe says of one feature.
 *
 * @param feature what was asked about
 * @param answer whether it works
 * @param evidence what was seen: the call, its result, the numbers; where not available, or not tried, the cause
 */
public record Capability(Feature feature, Answer answer, String evidence) {
    public Capability {
        Objects.requireNonNull(feature, "feature");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(evidence, "evidence");
    }

    /** Whether it works; what was not tried is not relied on. */
    public boolean isAvailable() {
        return answer == Answer.AVAILABLE;
    }
}
