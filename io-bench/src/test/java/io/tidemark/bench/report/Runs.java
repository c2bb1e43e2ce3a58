package io.tidemark.bench.report;

import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs with known figures. */
final class Runs {
    private Runs() {}

    static Measurement measurement(String contestant, Role role, int bytes, double... nanos) {
        return new Measurement(
                "write path",
                "append & force",
                contestant,
                role,
                "durable: <all>",
                bytes,
                1,
                Arrays.stream(nanos).boxed().toList(),
                0,
                -1,
                List.of());
    }

    static Measurement withLatencies(String contestant, Role role) {
        return new Measurement(
                "mixed load",
                "append, 400 a second",
                contestant,
                role,
                "",
                1024,
                1,
                List.of(100.0),
                -1,
                -1,
                List.of(new Latency(0, 90), new Latency(50, 100), new Latency(99, 900), new Latency(100, 1e6)));
    }

    static Measurement slow(String workload, String contestant, Role role) {
        return new Measurement("mixed load", workload, contestant, role, "", 1024, 1, List.of(1e6), -1, -1, List.of());
    }

    static BenchmarkRun of(Measurement... measurements) {
        return new BenchmarkRun(
                "bench test",
                "2026-01-01T12:00:00Z",
                new MachineSheet("a <processor>", "1 GiB", "Linux", "JVM", "0.0", Map.of("disk", "ext4")),
                "0.1",
                List.of("THIS: for the sake of the test"),
                List.of(measurements));
    }

    /** Two contestants that cross between 512 bytes and 4 KiB, a candidate, and latencies. */
    static BenchmarkRun rich() {
        return of(
                measurement("store", Role.FLOOR, 64, 10, 11, 12),
                measurement("call", Role.FLOOR, 64, 100, 110, 120),
                measurement("store", Role.FLOOR, 512, 50, 55, 60),
                measurement("call", Role.FLOOR, 512, 100, 110, 120),
                measurement("store", Role.FLOOR, 4096, 400, 440, 480),
                measurement("call", Role.FLOOR, 4096, 100, 110, 120),
                measurement("Tidemark", Role.TIDEMARK, 4096, 200, 220, 240),
                withLatencies("Tidemark log", Role.TIDEMARK),
                withLatencies("FileChannel log", Role.PEER));
    }
}
