package io.tidemark.bench.report;

import io.tidemark.bench.harness.MachineSheet;
import java.util.List;

/**
 * A run as it is published.
 *
 * @param command what was run
 * @param started when, in ISO 8601
 * @param machine what it was run on
 * @param loadAtEnd load averages when it was over
 * @param leftOut what was left out, each with its reason
 * @param measurements in the order they were made
 */
public record BenchmarkRun(
        String command,
        String started,
        MachineSheet machine,
        String loadAtEnd,
        List<String> leftOut,
        List<Measurement> measurements) {
    public BenchmarkRun {
        leftOut = List.copyOf(leftOut);
        measurements = List.copyOf(measurements);
    }
}
