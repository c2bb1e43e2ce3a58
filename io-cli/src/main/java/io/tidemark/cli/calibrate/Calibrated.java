package io.tidemark.cli.calibrate;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.util.Map;
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
    public OptionalDouble upperQuartile(AccessMode mode, Promise promise, int recordBytes) {
        return profile.entries().stream()
                .filter(entry ->
                        entry.mode() == mode && entry.promise() == promise && entry.recordBytes() == recordBytes)
                .mapToDouble(upperQuartiles::get)
                .findFirst();
    }
}
