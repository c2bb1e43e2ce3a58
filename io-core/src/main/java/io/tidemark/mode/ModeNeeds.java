package io.tidemark.mode;

import java.util.List;
import java.util.Optional;

/** Which features a mode needs. */
final class ModeNeeds {
    /**
     * PREALLOCATION and POPULATE_WRITE are needed, not only wished for: without them a full disk shows as a SIGBUS at a
     * store, and JDK 17 delivers that after later stores were acknowledged.
     */
    private static final List<Feature> DAX_MAPPED =
            List.of(Feature.DAX, Feature.MAP_SYNC, Feature.SYNC_FORCE, Feature.PREALLOCATION, Feature.POPULATE_WRITE);

    /** The same for the page cache, but that preallocation can be done without: the end of the file is moved instead. */
    private static final List<Feature> MAPPED = List.of(Feature.POPULATE_WRITE);

    private static final List<Feature> DAX_WRITE = List.of(Feature.DAX);
    private static final List<Feature> DIRECT = List.of(Feature.DIRECT_IO);

    private static final List<Feature> SHADOWED = List.of(Feature.DAX, Feature.REFLINK, Feature.DAX_SWITCH);

    private ModeNeeds() {}

    static Answer answer(RangeMode mode, Capabilities capabilities) {
        if (isDirectOnDax(mode, capabilities)) {
            return Answer.UNAVAILABLE;
        }
        return lacking(mode, capabilities).map(Capability::answer).orElse(Answer.AVAILABLE);
    }

    static Optional<String> unavailabilityCause(RangeMode mode, Capabilities capabilities) {
        if (isDirectOnDax(mode, capabilities)) {
            return Optional.of("the file's DAX state is on, so there is no page cache to go past; DAX_WRITE is the mode"
                    + " for writes by system call here");
        }
        return lacking(mode, capabilities)
                .map(lacking -> lacking.answer() == Answer.UNTRIED
                        ? lacking.evidence()
                        : lacking.feature() + " is missing: " + lacking.evidence());
    }

    private static boolean isDirectOnDax(RangeMode mode, Capabilities capabilities) {
        return mode == RangeMode.DIRECT && capabilities.has(Feature.DAX);
    }

    /** The first of the features that the mode needs and can't rely on. */
    private static Optional<Capability> lacking(RangeMode mode, Capabilities capabilities) {
        return needs(mode).stream()
                .map(capabilities::of)
                .filter(needed -> !needed.isAvailable())
                .findFirst();
    }

    private static List<Feature> needs(RangeMode mode) {
        return switch (mode) {
            case DAX_MAPPED -> DAX_MAPPED;
            case DAX_WRITE -> DAX_WRITE;
            case DIRECT -> DIRECT;
            case SHADOWED -> SHADOWED;
            case MAPPED -> MAPPED;
            case BUFFERED, CACHED, CACHED_MAPPED, BLOCK_CACHED, DISCARDED -> List.of();
        };
    }
}
