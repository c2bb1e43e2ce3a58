package io.tidemark.mode;

import java.util.Optional;
import java.util.Set;

/** The policy that is used where the caller brings none; {@link AccessPolicy#standard} tells its rules. */
final class StandardPolicy implements AccessPolicy {
    static final StandardPolicy INSTANCE = new StandardPolicy();

    private StandardPolicy() {}

    @Override
    public String toString() {
        return "standard";
    }

    @Override
    public Decision decide(Intent intent, Set<Hint> hints, Capabilities capabilities) {
        return intent == Intent.APPEND ? append(hints, capabilities) : readSealed(hints, capabilities);
    }

    private static Decision append(Set<Hint> hints, Capabilities capabilities) {
        Optional<String> noMapping = capabilities.unavailabilityCause(RangeMode.MAPPED);
        boolean isVolatile = hints.contains(Hint.VOLATILE_IS_ENOUGH);
        if (isVolatile && noMapping.isEmpty()) {
            return new Decision(
                    RangeMode.MAPPED,
                    "appended data need not survive a power cut, so plain stores do, without a system call");
        }
        if (capabilities.has(Feature.DAX)) {
            return appendOnDax(capabilities);
        }
        if (isVolatile) {
            return new Decision(
                    RangeMode.BUFFERED,
                    "appended data need not survive a power cut, so the page cache will do; plain stores would, but "
                            + noMapping.get());
        }
        if (!capabilities.has(Feature.PERSISTENT_MEDIUM)) {
            return appendInMemory(capabilities, noMapping);
        }
        Optional<String> noDirect = capabilities.unavailabilityCause(RangeMode.DIRECT);
        if (noDirect.isEmpty()) {
            return new Decision(
                    RangeMode.DIRECT,
                    "O_DIRECT works here (" + capabilities.writeUnitBytes()
                            + "-byte units) and keeps the tail out of the page cache");
        }
        return new Decision(RangeMode.BUFFERED, "writes have to go through the page cache, because " + noDirect.get());
    }

    private static Decision appendInMemory(Capabilities capabilities, Optional<String> noMapping) {
        String place = "what " + capabilities.fileSystem() + " keeps here survives no power cut: ";
        return noMapping
                .map(cause -> new Decision(
                        RangeMode.BUFFERED,
                        place + "writes reach all the medium there is; plain stores would, but " + cause))
                .orElseGet(() -> new Decision(RangeMode.MAPPED, place + "stores reach all the medium there is"));
    }

    private static Decision appendOnDax(Capabilities capabilities) {
        return capabilities
                .unavailabilityCause(RangeMode.DAX_MAPPED)
                .map(cause -> new Decision(
                        RangeMode.DAX_WRITE,
                        "the file is DAX, but appends need fdatasync instead of cache-line write-back, because "
                                + cause))
                .orElseGet(() -> new Decision(
                        RangeMode.DAX_MAPPED,
                        "the file is DAX and MAP_SYNC works: a store is durable once its cache line is written back"));
    }

    private static Decision readSealedOnDax(Set<Hint> hints, Capabilities capabilities) {
        if (hints.contains(Hint.MEDIUM_IS_FAST_AS_DRAM)) {
            return new Decision(
                    RangeMode.CACHED_MAPPED,
                    "the medium is said to be as fast as DRAM, so sealed bytes are loaded where they are; nothing is"
                            + " cached");
        }
        Optional<String> noShadow = capabilities.unavailabilityCause(RangeMode.SHADOWED);
        if (noShadow.isPresent()) {
            return new Decision(
                    RangeMode.BLOCK_CACHED,
                    "a DAX file has no page cache, so blocks that are read again come from a cache of the library's own;"
                            + " no second inode can lend it one, because " + noShadow.get());
        }
        return new Decision(
                RangeMode.SHADOWED,
                "a DAX file has no page cache, so a second inode that shares its blocks lends it its own"
                        + (hints.contains(Hint.RANDOM_READS)
                                ? "; reads jump about, so a mapping of it saves a system call and a copy each"
                                : ""));
    }

    private static Decision readSealed(Set<Hint> hints, Capabilities capabilities) {
        if (capabilities.has(Feature.DAX)) {
            return readSealedOnDax(hints, capabilities);
        }
        if (hints.contains(Hint.RANDOM_READS)) {
            return new Decision(
                    RangeMode.CACHED_MAPPED, "reads jump about, so a mapping saves a system call and a copy each");
        }
        if (!capabilities.has(Feature.PERSISTENT_MEDIUM)) {
            return new Decision(
                    RangeMode.CACHED_MAPPED,
                    "what " + capabilities.fileSystem()
                            + " keeps here survives no power cut, so it counts as memory: a mapping reads it where it is");
        }
        return new Decision(
                RangeMode.CACHED,
                "sealed bytes are read through the page cache (" + capabilities.blockBytes() + "-byte blocks of "
                        + capabilities.fileSystem() + ")");
    }
}
