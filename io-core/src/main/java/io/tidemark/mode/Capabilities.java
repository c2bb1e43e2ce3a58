package io.tidemark.mode;

import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param writeUnitBytes the smallest unit of an O_DIRECT write's offset and length that worked, which is enough as
 *     the alignment of its memory, too; 0 without direct I/O
 * @param blockBytes the size of I/O that the file system prefers, usually that of its blocks
 * @param writeCache the device's write cache as the kernel tells it: {@code write back}, {@code write through} or
 *     {@code unknown}
 * @param answers one answer for each feature
 * @param refusal why nothing could be tried that takes a new file; empty where one could be created
 */
public record Capabilities(
        String path,
        String fileSystem,
        String device,
        int writeUnitBytes,
        int blockBytes,
        String writeCache,
        Map<Feature, Capability> answers,
        Optional<Refusal> refusal) {

    public Capabilities {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(refusal, "refusal");
        Map<Feature, Capability> copy = new EnumMap<>(Feature.class);
        copy.putAll(answers);
        for (Feature feature : Feature.values()) {
            copy.computeIfAbsent(feature, f -> new Capability(f, Answer.UNTRIED, "not probed"));
        }
        answers = Map.copyOf(copy);
    }

    /**
     * Finds out, by attempt, what a directory or file can do. Takes a few milliseconds, needs no privileges and leaves
     * nothing behind, also when killed half-way: what has to be written goes to a file without a name, in the directory
     * or beside the file. (One attempt needs a name: whether the DAX state can be switched off where new files inherit
     * it. Killed within that millisecond, it leaves an empty file {@code .tidemark-probe-…}.) Where no file can be
     * created, what needs one is {@link Answer#UNTRIED}, and {@link #refusal} tells why. A file itself is looked at and
     * mapped, never written. Safe for any thread.
     *
     * <p>An answer holds for the moment: a remount, a changed DAX flag or a full disk change it.
     *
     * @param path a directory or regular file; symbolic links are followed
     * @throws java.nio.file.NoSuchFileException if there is nothing at {@code path}
     * @throws java.nio.file.AccessDeniedException if a directory on the way can't be searched
     * @throws java.nio.file.FileSystemException if {@code path} is neither file nor directory, or can't be looked at
     * @throws UnsupportedOperationException if this is not 64-bit Linux, or the native library can't be loaded
     */
    public static Capabilities probe(Path path) throws IOException {
        return probe(Posix.system(), path);
    }

    /** As {@link #probe(Path)}, by the given system calls. */
    public static Capabilities probe(Posix posix, Path path) throws IOException {
        return probe(posix, path, SyncForce.current());
    }

    static Capabilities probe(Posix posix, Path path, SyncForce syncForce) throws IOException {
        return new Probe(posix, path, syncForce).run();
    }

    /** Whether {@code feature} is known to work here. */
    public boolean has(Feature feature) {
        return of(feature).isAvailable();
    }

    /** The answer for one feature. */
    public Capability of(Feature feature) {
        return answers.get(feature);
    }

    /** Whether {@code mode} is available here; {@link Answer#UNTRIED} if it needs a feature that couldn't be tried. */
    public Answer answer(RangeMode mode) {
        return ModeNeeds.answer(mode, this);
    }

    /** All answers, in the order of {@link Feature}. */
    public List<Capability> all() {
        return List.of(Feature.values()).stream().map(this::of).toList();
    }

    /**
     * Why {@code mode} is unavailable here, or why nobody knows, with the evidence; empty if it is available.
     * {@code BUFFERED}, {@code CACHED} and {@code CACHED_MAPPED} work on every Linux file system. {@code DISCARDED} does
     * too: where holes can't be punched, Tidemark's own metadata records it.
     */
    public Optional<String> unavailabilityCause(RangeMode mode) {
        return ModeNeeds.unavailabilityCause(mode, this);
    }
}
