package io.tidemark.bench.report;

import io.tidemark.bench.harness.Series;
import io.tidemark.bench.report.Measurement.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The measurements that belong into one chart.
 *
 * @param suite what it belongs to
 * @param name what is done
 * @param threads that work at the same time
 * @param measurements of all contestants at all sizes
 */
record Workload(String suite, String name, int threads, List<Measurement> measurements) {
    private static final String RATE = " a second";

    private record Key(String suite, String name, int threads) {}

    /** Of a run, in the order in which they were measured. */
    static List<Workload> of(List<Measurement> measurements) {
        Map<Key, List<Measurement>> groups = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            groups.computeIfAbsent(new Key(one.suite(), one.workload(), one.threads()), key -> new ArrayList<>())
                    .add(one);
        }
        List<Workload> all = new ArrayList<>();
        groups.forEach((key, group) -> all.add(new Workload(key.suite, key.name, key.threads, List.copyOf(group))));
        return all;
    }

    /** With the number of threads, where there are several. */
    String title() {
        return threads == 1 ? name : name + ", " + threads + " threads";
    }

    /** Who takes part, in the order of the measurements. */
    List<String> contestants() {
        return measurements.stream().map(Measurement::contestant).distinct().toList();
    }

    /** Ascending. */
    List<Integer> sizes() {
        return measurements.stream().map(Measurement::bytes).distinct().sorted().toList();
    }

    Optional<Measurement> at(String contestant, int bytes) {
        return measurements.stream()
                .filter(one -> one.contestant().equals(contestant) && one.bytes() == bytes)
                .findFirst();
    }

    /** Of one size. */
    List<Measurement> at(int bytes) {
        return measurements.stream().filter(one -> one.bytes() == bytes).toList();
    }

    boolean hasLatencies() {
        return measurements.stream().anyMatch(one -> !one.latencies().isEmpty());
    }

    /** Whether operations come at a fixed rate, which the name tells: then their times are latencies, and no throughput. */
    boolean isPaced() {
        return name.endsWith(RATE) || name.contains(RATE + ",");
    }

    /** Whether the figures are means of such times; of others the name tells what they are. */
    boolean isOfMeans() {
        return name.endsWith(RATE);
    }

    /** The fastest floor of one size. */
    Optional<Measurement> floor(int bytes) {
        return fastest(bytes, Role.FLOOR);
    }

    /** The fastest of a role at one size. */
    Optional<Measurement> fastest(int bytes, Role role) {
        return at(bytes).stream()
                .filter(one -> one.role() == role)
                .min(Comparator.comparingDouble(one -> series(one).median()));
    }

    /** Order statistics of the rounds. */
    static Series series(Measurement one) {
        return new Series(one.nanos().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
