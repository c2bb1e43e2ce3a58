package io.tidemark.cli.calibrate;

import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a calibration measured. Half of the turns lie between a figure of the profile and its upper quartile.
 *
 * @param profile of lower quartiles
 * @param upperQuartiles in nanoseconds, of each entry of the profile
 */
public record Calibrated(WriteProfile profile, Map<Entry, Double> upperQuartiles) {
    public Calibrated {
        upperQuartiles = Map.copyOf(upperQuartiles);
    }

    /** The upper quartile in nanoseconds; empty for what wasn't measured, which the profile may tell all the same. */
    public OptionalDouble upperQuartile(RangeMode mode, Promise promise, int recordBytes) {
        return profile.entries().stream()
                .filter(entry ->
                        entry.mode() == mode && entry.promise() == promise && entry.recordBytes() == recordBytes)
                .mapToDouble(upperQuartiles::get)
                .findFirst();
    }

    /**
     * The mode that is faster than all others, so clearly that the middle halves of its turns and theirs don't overlap; empty
     * if there is none.
     */
    public Optional<RangeMode> clearlyFastest(Promise promise, int recordBytes) {
        return profile.modes(promise).stream()
                .filter(mode -> profile.modes(promise).stream()
                        .allMatch(other -> other == mode || isClearlyFaster(mode, other, promise, recordBytes)))
                .findFirst();
    }

    /** Whether three quarters of the turns of one mode were faster than three quarters of another's. */
    public boolean isClearlyFaster(RangeMode mode, RangeMode other, Promise promise, int recordBytes) {
        OptionalDouble upper = upperQuartile(mode, promise, recordBytes);
        OptionalDouble lower = profile.nanos(other, promise, recordBytes);
        return upper.isPresent() && lower.isPresent() && upper.getAsDouble() < lower.getAsDouble();
    }
}
