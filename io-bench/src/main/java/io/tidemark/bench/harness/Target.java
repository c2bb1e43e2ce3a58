package io.tidemark.bench.harness;

import java.util.Locale;

/**
 * What a comparison has to show.
 *
 * @param kind what is limited
 * @param limit by how much
 */
public record Target(Kind kind, double limit) {
    /** What is limited. */
    public enum Kind {
        /** The candidate's throughput, as a part of the floor's, at least. */
        THROUGHPUT_RATIO,
        /** The candidate's time, in times of the floor's, at most. */
        TIME_RATIO,
        /** The candidate's time for one operation, in nanoseconds, at most. */
        NANOS,
        /** What 99 in 100 of the candidate's operations take at most, in times of the floor's median. */
        P99_RATIO,
        /** Heap bytes that the candidate allocates for one operation, at most. */
        ALLOCATED_BYTES
    }

    /** At least this part of the floor's throughput. */
    public static Target throughputRatio(double limit) {
        return new Target(Kind.THROUGHPUT_RATIO, limit);
    }

    /** At most this many times the floor's time. */
    public static Target timeRatio(double limit) {
        return new Target(Kind.TIME_RATIO, limit);
    }

    /** 99 in 100 operations take at most this many times the floor's median. */
    public static Target p99Ratio(double limit) {
        return new Target(Kind.P99_RATIO, limit);
    }

    /** At most this many nanoseconds. */
    public static Target nanos(double limit) {
        return new Target(Kind.NANOS, limit);
    }

    /** Nothing allocated on the heap; what rounds to 0.0 bytes an operation belongs to the measurement. */
    public static Target allocationFree() {
        return new Target(Kind.ALLOCATED_BYTES, 0.05);
    }

    /** Whether a comparison reached it, and by what figure. */
    Verdict judge(double throughputRatio, MatchResult.Entry candidate, MatchResult.Entry floor) {
        double measured = switch (kind) {
            case THROUGHPUT_RATIO -> throughputRatio;
            case TIME_RATIO -> 1 / throughputRatio;
            case NANOS -> candidate.nanos();
            case P99_RATIO -> candidate.p99Nanos() / floor.nanos();
            case ALLOCATED_BYTES -> candidate.allocatedBytes();
        };
        // What wasn't measured is negative, and reaches nothing.
        boolean met = kind == Kind.THROUGHPUT_RATIO ? measured >= limit : measured >= 0 && measured <= limit;
        return new Verdict(this, measured, met);
    }

    /**
     * A target and what was measured.
     *
     * @param target what was wanted
     * @param measured in the unit of the target's kind
     * @param met whether that is good enough
     */
    public record Verdict(Target target, double measured, boolean met) {
        /** One short phrase. */
        public String describe() {
            String wanted = switch (target.kind) {
                case THROUGHPUT_RATIO -> String.format(Locale.ROOT, ">= %.2f of the floor", target.limit);
                case TIME_RATIO -> String.format(Locale.ROOT, "<= %.1f times the floor", target.limit);
                case P99_RATIO -> String.format(Locale.ROOT, "p99 <= %.1f times the floor's median", target.limit);
                case NANOS -> "<= " + Units.nanos(target.limit);
                case ALLOCATED_BYTES -> "0 B allocated";
            };
            String was = switch (target.kind) {
                case THROUGHPUT_RATIO, TIME_RATIO, P99_RATIO -> String.format(Locale.ROOT, "%.3f", measured);
                case NANOS -> Units.nanos(measured);
                case ALLOCATED_BYTES -> measured < 0 ? "not measured" : String.format(Locale.ROOT, "%.1f B", measured);
            };
            return wanted + ": " + was + (met ? ", met" : ", MISSED");
        }
    }
}
