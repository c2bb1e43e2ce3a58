package io.tidemark.mode;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a place can do, each answer with its evidence. Immutable.
 *
 * @param path what was probed
 * @param fileSystem the file system's type, such as {@code ext4}
 * @param device the device as major:minor
 * @param writeUnitBytes the smallest unit of an O_DIRECT write's offset and length that worked; 0 without direct I/O
 * @param memoryAlignmentBytes the alignment an O_DIRECT buffer needs; 0 without direct I/O
 * @param blockBytes the file system's block size
 * @param writeCache the device's write cache as the kernel tells it: {@code write back}, {@code write through} or
 *     {@code unknown}
 * @param answers one answer for each feature
 */
public record Capabilities(
        String path,
        String fileSystem,
        String device,
        int writeUnitBytes,
        int memoryAlignmentBytes,
        int blockBytes,
        String writeCache,
        Map<Feature, Capability> answers) {

    public Capabilities {
        Objects.requireNonNull(path, "path");
        Map<Feature, Capability> copy = new EnumMap<>(Feature.class);
        copy.putAll(answers);
        for (Feature feature : Feature.values()) {
            copy.computeIfAbsent(feature, f -> new Capability(f, false, "not probed"));
        }
        answers = Map.copyOf(copy);
    }

    /** Whether {@code feature} works here. */
    public boolean has(Feature feature) {
        return of(feature).isAvailable();
    }

    /** The answer for one feature. */
    public Capability of(Feature feature) {
        return answers.get(feature);
    }

    /** All answers, in the order of {@link Feature}. */
    public List<Capability> all() {
        return List.of(Feature.values()).stream().map(this::of).toList();
    }

    /**
     * Why {@code mode} can't be had here, with the evidence; empty where it can. {@code MAPPED}, {@code BUFFERED} and the
     * sealed modes need nothing that a Linux file system could lack, and {@code DISCARDED} is kept in Tidemark's own
     * metadata where holes can't be punched.
     */
    public Optional<String> unavailabilityCause(AccessMode mode) {
        return ModeNeeds.unavailabilityCause(mode, this);
    }
}
