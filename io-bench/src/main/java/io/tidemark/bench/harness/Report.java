package io.tidemark.bench.harness;

import com.google.gson.GsonBuilder;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A run as it is published: the figures with their samples, the command, the machine.
 *
 * @param command what was run
 * @param started when, in ISO 8601
 * @param machine what it was run on
 * @param loadAtEnd load averages when it was over
 * @param leftOut names of the works that were left out on request, and of those that the run hasn't got to
 * @param results of the works, in the order they were done
 */
public record Report(
        String command,
        String started,
        MachineSheet machine,
        String loadAtEnd,
        List<String> leftOut,
        List<MatchResult> results) {
    public Report {
        leftOut = List.copyOf(leftOut);
        results = List.copyOf(results);
    }

    /** Whether every target was reached. */
    public boolean isMet() {
        return results.stream().allMatch(MatchResult::isMet);
    }

    /** Everything, samples included. */
    public String toJson() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n";
    }

    /** Prints one work: its contestants, the ratio, the verdicts. */
    public static void print(MatchResult result, PrintStream out) {
        out.printf(Locale.ROOT, "%n%s%n", result.name());
        for (MatchResult.Entry entry : result.entries()) {
            out.printf(
                    Locale.ROOT,
                    "  %-34s %12s  +-%4.1f %%  %8s B/op heap  %10s B/op device%s%n",
                    entry.name(),
                    Units.nanos(entry.nanos()),
                    50 * entry.spread(),
                    Units.bytesEach("%.1f", entry.allocatedBytes()),
                    Units.bytesEach("%.0f", entry.deviceBytes()),
                    entry.p99Nanos() < 0 ? "" : "  p99 " + Units.nanos(entry.p99Nanos()));
        }
        out.printf(
                Locale.ROOT,
                "  %.3f of the throughput of '%s' (middle half of the rounds: %.3f to %.3f)%n",
                result.throughputRatio(),
                result.floor(),
                result.ratioQuartiles().get(0),
                result.ratioQuartiles().get(1));
        for (Target.Verdict verdict : result.verdicts()) {
            out.println("  " + verdict.describe());
        }
    }

    /** Prints what the figures were measured on. */
    public static void print(MachineSheet machine, PrintStream out) {
        out.println("CPU     " + machine.processor());
        out.println("memory  " + machine.memory());
        out.println("kernel  " + machine.kernel());
        out.println("JVM     " + machine.jvm());
        out.println("load    " + machine.load());
        machine.places().forEach((use, place) -> out.printf("%-7s %s%n", use, place));
    }
}
