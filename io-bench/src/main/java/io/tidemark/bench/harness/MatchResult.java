package io.tidemark.bench.harness;

import io.tidemark.bench.harness.Target.Verdict;
import io.tidemark.bench.report.Measurement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a match showed.
 *
 * @param name of the work
 * @param entries the floors, then the landmarks, then the candidate
 * @param landmarks names of those that are neither floor nor candidate
 * @param floor name of the fastest floor
 * @param throughputRatio the candidate's throughput as a part of that floor's: the median over the rounds
 * @param ratioQuartiles the middle half of the rounds lies between these
 * @param verdicts on the targets
 */
public record MatchResult(
        String name,
        List<Entry> entries,
        List<String> landmarks,
        String floor,
        double throughputRatio,
        List<Double> ratioQuartiles,
        List<Verdict> verdicts) {

    /**
     * What one contestant showed.
     *
     * @param name of the contestant
     * @param operations in one turn
     * @param nanos median time of an operation
     * @param spread width of the middle half of its turns, as a part of the median
     * @param allocatedBytes heap bytes an operation, median; -1 where other threads do the work
     * @param deviceBytes bytes an operation that the device was given to write, median; -1 where there is no device to ask
     * @param p99Nanos what 99 in 100 operations of a turn took at most, median; -1 where they were not timed one by one
     * @param samples time of an operation in each turn
     */
    public record Entry(
            String name,
            int operations,
            double nanos,
            double spread,
            double allocatedBytes,
            double deviceBytes,
            double p99Nanos,
            List<Double> samples) {
        static Entry of(String name, List<RoundRobin.Turn> turns) {
            double[] nanos =
                    turns.stream().mapToDouble(turn -> turn.each(turn.nanos())).toArray();
            double[] allocated = turns.stream()
                    .mapToDouble(turn -> turn.each(turn.allocatedBytes()))
                    .toArray();
            double[] written = turns.stream()
                    .mapToDouble(turn -> turn.each(turn.deviceBytes()))
                    .toArray();
            double[] p99 = turns.stream().mapToDouble(RoundRobin.Turn::p99Nanos).toArray();
            Series series = new Series(nanos);
            return new Entry(
                    name,
                    turns.get(0).operations(),
                    series.median(),
                    series.spread(),
                    new Series(allocated).median(),
                    new Series(written).median(),
                    new Series(p99).median(),
                    Arrays.stream(nanos).boxed().toList());
        }

        /** In the form that every measurement ends in. */
        public Measurement toMeasurement(
                String suite, String workload, Measurement.Role role, String guarantee, int bytes, int threads) {
            return new Measurement(
                    suite,
                    workload,
                    name,
                    role,
                    guarantee,
                    bytes,
                    threads,
                    samples,
                    allocatedBytes,
                    deviceBytes,
                    List.of());
        }
    }

    static MatchResult of(Comparison comparison, List<Entry> entries) {
        Entry candidate = entries.get(entries.size() - 1);
        Entry floor = entries.stream()
                .limit(comparison.floors().size())
                .min(Comparator.comparingDouble(Entry::nanos))
                .orElseThrow(() -> new IllegalArgumentException(comparison.name() + " has no floor"));
        double[] ratios = new double[candidate.samples.size()];
        Arrays.setAll(ratios, round -> floor.samples.get(round) / candidate.samples.get(round));
        Series series = new Series(ratios);
        double ratio = series.median();
        List<Verdict> verdicts = comparison.targets().stream()
                .map(target -> target.judge(ratio, candidate, floor))
                .toList();
        List<Double> quartiles = List.of(series.quantile(0.25), series.quantile(0.75));
        List<String> landmarks =
                comparison.landmarks().stream().map(Contestant::name).toList();
        return new MatchResult(comparison.name(), entries, landmarks, floor.name, ratio, quartiles, verdicts);
    }

    /** The library's figures. */
    public Entry candidate() {
        return entries.get(entries.size() - 1);
    }

    /** Whether every target was reached. */
    public boolean isMet() {
        return verdicts.stream().allMatch(Verdict::met);
    }
}
