package io.tidemark.mode;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Made-up places, for tests of what is decided there. */
final class Places {
    private static final Set<Feature> EVERYWHERE = EnumSet.of(
            Feature.SYNC_FORCE,
            Feature.DURABLE_WRITE,
            Feature.NOWAIT_READ,
            Feature.CACHE_STATISTICS,
            Feature.PREALLOCATION,
            Feature.HOLE_PUNCHING,
            Feature.POPULATE_WRITE,
            Feature.FILE_LOCKS);

    private Places() {}

    static Capabilities disk() {
        return with("ext4", Feature.PERSISTENT_MEDIUM, Feature.DIRECT_IO);
    }

    static Capabilities diskWithoutDirectIo() {
        return with("ext4", Feature.PERSISTENT_MEDIUM);
    }

    static Capabilities memory() {
        return with("tmpfs");
    }

    static Capabilities persistentMemory() {
        return with("xfs", Feature.PERSISTENT_MEDIUM, Feature.DIRECT_IO, Feature.DAX, Feature.MAP_SYNC);
    }

    static Capabilities persistentMemoryWithShadows() {
        return with(
                "xfs",
                Feature.PERSISTENT_MEDIUM,
                Feature.DIRECT_IO,
                Feature.DAX,
                Feature.MAP_SYNC,
                Feature.REFLINK,
                Feature.DAX_SWITCH);
    }

    static Capabilities daxWithoutMapSync() {
        return without(persistentMemory(), Feature.MAP_SYNC);
    }

    static Capabilities without(Capabilities place, Feature feature) {
        Map<Feature, Capability> answers = new EnumMap<>(place.answers());
        answers.put(
                feature, new Capability(feature, Answer.UNAVAILABLE, "no " + feature + " for the sake of the test"));
        return place("xfs", answers, place.writeUnitBytes());
    }

    private static Capabilities with(String fileSystem, Feature... features) {
        Set<Feature> present = EnumSet.copyOf(EVERYWHERE);
        present.addAll(Set.of(features));
        Map<Feature, Capability> answers = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.values()) {
            answers.put(
                    feature,
                    present.contains(feature)
                            ? new Capability(feature, Answer.AVAILABLE, "tried " + feature)
                            : new Capability(feature, Answer.UNAVAILABLE, "no " + feature));
        }
        return place(fileSystem, answers, present.contains(Feature.DIRECT_IO) ? 512 : 0);
    }

    private static Capabilities place(String fileSystem, Map<Feature, Capability> answers, int unitBytes) {
        return new Capabilities(
                "/place", fileSystem, "259:1", unitBytes, 4096, "write back", answers, Optional.empty());
    }
}
