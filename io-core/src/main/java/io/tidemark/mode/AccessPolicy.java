package io.tidemark.mode;

import java.util.Objects;
import java.util.Set;

/**
 * Which mode a range gets: one pure function of what it is for, what the caller knows, and what the place can do.
 * Implementations answer the same for the same arguments and do no I/O.
 */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * The policy that is used where the caller brings none. The tail goes to persistent memory by stores
     * ({@code DAX_MAPPED}) or calls ({@code DAX_WRITE}) where there is DAX, past the page cache ({@code DIRECT}) where
     * there is a disk, and into a plain mapping ({@code MAPPED}) where nothing would survive a power cut or need not, or through the
     * page cache ({@code BUFFERED}) where the kernel can't prepare the pages of a mapping.
     * Sealed ranges are read through the page cache ({@code CACHED}), and through a mapping of it
     * ({@code CACHED_MAPPED}) where reads jump about or nothing would survive a power cut. A DAX file has no page cache: there they are read through that of
     * its shadow ({@code SHADOWED}) where it can have one, else through the library's own cache of blocks
     * ({@code BLOCK_CACHED}); or where the medium is {@linkplain Hint#MEDIUM_IS_FAST_AS_DRAM as fast as DRAM} through a
     * mapping of it ({@code CACHED_MAPPED}).
     */
    static AccessPolicy standard() {
        return StandardPolicy.INSTANCE;
    }

    /**
     * The standard policy, with the tail in the mode whose appends of such records a profile shows to be clearly the
     * fastest: among those that were measured, are available, and hold the same when an append has returned. That is
     * durability, or with {@link Hint#VOLATILE_IS_ENOUGH} survival of the process's death. Where the profile is of another
     * device, or lacks the mode that the standard policy chooses, that one stays. Sealed ranges are read as ever.
     *
     * <p>What a tail's mode gives besides isn't in the profile: a {@code DIRECT} tail keeps the page cache free of what was
     * just written, and its appends don't wait for readers' I/O.
     *
     * @param profile taken by {@code tidemark calibrate}
     * @param recordBytes of the records that will be appended, positive
     */
    static AccessPolicy calibrated(WriteProfile profile, int recordBytes) {
        Objects.requireNonNull(profile, "profile");
        if (recordBytes <= 0) {
            throw new IllegalArgumentException("recordBytes is " + recordBytes + ", must be positive");
        }
        return new CalibratedPolicy(profile, recordBytes);
    }

    /**
     * Decides the mode for a range.
     *
     * @param intent what the range is for
     * @param hints what the caller knows about its workload; may be empty
     * @param capabilities what the place can do
     * @return a mode that {@linkplain Intent#fits fits} the intent and is {@linkplain Capabilities#unavailabilityCause
     *     available}, with the reason; anything else is caught by {@link Modes#resolve}
     */
    Decision decide(Intent intent, Set<Hint> hints, Capabilities capabilities);
}
