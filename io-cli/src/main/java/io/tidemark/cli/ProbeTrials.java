package io.tidemark.cli;

import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * On what a probe tried things out.
 *
 * @param place what the probe found
 */
record ProbeTrials(Capabilities place) {
    /** Why nothing could be tried with a new file; empty where something could. */
    Optional<String> refusal() {
        return place.refusal()
                .map(refusal -> "no file can be created in " + refusal.directory() + " (" + refusal.cause() + ")");
    }

    /** How things were tried, for a table's head; empty if there is nothing to say. */
    Optional<String> remark() {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return Optional.of(refusal.get() + ", so only the file itself was looked at");
        }
        boolean isBeside = withNewFile().answer() != Answer.UNTRIED && !Files.isDirectory(Path.of(place.path()));
        return isBeside ? Optional.of("tried with a new file in its directory") : Optional.empty();
    }

    /** Evidence for a table whose head has the remark. */
    String brief(Capability capability) {
        return capability.answer() == Answer.UNTRIED ? brief(capability.evidence()) : capability.evidence();
    }

    /** Doubt for a table whose head has the remark. */
    String brief(String doubt) {
        return place.refusal().isPresent() ? "not probed" : doubt;
    }

    /** Why nobody knows whether a mode can be had; empty where that is known. */
    Optional<String> doubt(RangeMode mode) {
        return switch (place.answer(mode)) {
            case AVAILABLE -> doubt();
            case UNAVAILABLE -> Optional.empty();
            case UNTRIED -> place.unavailabilityCause(mode);
        };
    }

    /** Why nobody knows what a policy would make of the place; empty where that is known. */
    Optional<String> doubt() {
        return place.refusal().map(refusal -> withNewFile().evidence());
    }

    /** One of those that need a new file. */
    private Capability withNewFile() {
        return place.of(Feature.PREALLOCATION);
    }
}
