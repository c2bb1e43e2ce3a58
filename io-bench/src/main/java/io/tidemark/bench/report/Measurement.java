package io.tidemark.bench.report;

import java.util.List;

/**
 * What one contestant showed at one workload. Measurements that differ in nothing but contestant, or in nothing but
 * contestant and record size, belong into one chart.
 *
 * @param suite what it belongs to: {@code write path}, {@code read path}, {@code log}, {@code peers}, {@code dax} ...
 * @param workload what is done, without size and threads: {@code durable append}
 * @param contestant who does it
 * @param role what it is there for
 * @param guarantee what holds when an operation has returned: {@code durable: pwritev2(RWF_DSYNC)}, {@code in the page
 *     cache}; empty for reads
 * @param bytes of a record or a transfer
 * @param threads that work at the same time
 * @param nanos time of an operation in each round: elapsed time of all threads together, divided by the operations of
 *     all threads; at least one
 * @param allocatedBytes heap bytes an operation, median; negative if not measured
 * @param deviceBytes bytes an operation that the device was given to write, median; negative if not measured
 * @param latencies of single operations, ascending by percentile; empty if not measured
 */
public record Measurement(
        String suite,
        String workload,
        String contestant,
        Role role,
        String guarantee,
        int bytes,
        int threads,
        List<Double> nanos,
        double allocatedBytes,
        double deviceBytes,
        List<Latency> latencies) {
    /** What a contestant is there for. */
    public enum Role {
        /** The least that has to be done; what the others are held against. */
        FLOOR,
        /** Shows where between floor and library the time goes. */
        LANDMARK,
        /** This library. */
        TIDEMARK,
        /** Another project, or today's practice. */
        PEER
    }

    /**
     * A point of a latency curve.
     *
     * @param percentile of the operations, 0 to 100, that took no longer
     * @param nanos they took at most
     */
    public record Latency(double percentile, double nanos) {}

    public Measurement {
        nanos = List.copyOf(nanos);
        latencies = List.copyOf(latencies);
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException(contestant + " has no rounds of " + workload);
        }
    }
}
