package io.tidemark.mode;

import java.util.Objects;

/**
 * One answer of a probe.
 *
 * @param feature what was tried
 * @param isAvailable whether it works
 * @param evidence what was seen: the call, its result, the numbers; where not available, the cause
 */
public record Capability(Feature feature, boolean isAvailable, String evidence) {
    public Capability {
        Objects.requireNonNull(feature, "feature");
        Objects.requireNonNull(evidence, "evidence");
    }
}
