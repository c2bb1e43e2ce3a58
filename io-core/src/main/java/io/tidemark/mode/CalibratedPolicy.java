package io.tidemark.mode;

import io.tidemark.mode.WriteProfile.Promise;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The standard policy, whose order of preference among the modes of a tail is that of a profile.
 *
 * @param profile what was measured
 * @param recordBytes of the records that will be appended
 */
record CalibratedPolicy(WriteProfile profile, int recordBytes) implements AccessPolicy {
    /** Less than that is within what two measurements of the same differ by. */
    private static final double CLEARLY_FASTER = 0.9;

    @Override
    public Decision decide(Intent intent, Set<Hint> hints, Capabilities capabilities) {
        Decision standard = AccessPolicy.standard().decide(intent, hints, capabilities);
        if (intent != Intent.APPEND) {
            return standard;
        }
        if (!profile.device().equals(capabilities.device())) {
            return new Decision(
                    standard.mode(),
                    standard.reason() + " (the profile of " + profile.place() + " is of device " + profile.device()
                            + ", and this is " + capabilities.device() + ")");
        }
        Promise promise = hints.contains(Hint.VOLATILE_IS_ENOUGH) ? Promise.UNFORCED : Promise.DURABLE;
        Optional<RangeMode> fastest = profile.modes(promise).stream()
                .filter(mode -> capabilities.unavailabilityCause(mode).isEmpty())
                .min(Comparator.comparingDouble(mode -> nanos(mode, promise)));
        if (fastest.isEmpty() || !isFaster(fastest.get(), standard.mode(), promise)) {
            return standard;
        }
        RangeMode mode = fastest.get();
        String reason = String.format(
                Locale.ROOT,
                "by the profile of %s an append of %d bytes takes %s in %s, and %s in %s",
                profile.measured(),
                recordBytes,
                micros(mode, promise),
                mode,
                micros(standard.mode(), promise),
                standard.mode());
        return new Decision(mode, reason);
    }

    @Override
    public String toString() {
        return "calibrated for " + recordBytes + " bytes by the profile of " + profile.place() + ", "
                + profile.measured();
    }

    /** What wasn't measured gives no reason to leave the standard. */
    private boolean isFaster(RangeMode mode, RangeMode standard, Promise promise) {
        return profile.modes(promise).contains(standard)
                && nanos(mode, promise) < CLEARLY_FASTER * nanos(standard, promise);
    }

    private double nanos(RangeMode mode, Promise promise) {
        return profile.nanos(mode, promise, recordBytes).orElse(Double.MAX_VALUE);
    }

    private String micros(RangeMode mode, Promise promise) {
        return String.format(Locale.ROOT, "%.2f us", nanos(mode, promise) / 1e3);
    }
}
