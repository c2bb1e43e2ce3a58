package io.tidemark.peers;

import com.google.gson.Gson;
import io.tidemark.bench.command.Circumstances;
import io.tidemark.bench.command.Measuring;
import io.tidemark.bench.foundation.OwnProcess;
import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.Report;
import io.tidemark.bench.harness.Series;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.BenchmarkRun;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.RunFile;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that compares Tidemark's log with those of other projects. */
@Command(
        name = "bench-peers",
        description = "Compares Tidemark's log with those that its users would take instead, in turns.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Peers implements Callable<Integer> {
    @Mixin
    private Circumstances where;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all samples and the machine sheet to FILE.")
    private Path json;

    @Option(
            names = "--only",
            paramLabel = "PEER",
            split = ",",
            description = "Nobody else beside the floors: ${COMPLETION-CANDIDATES}.")
    private Set<Peer> only = EnumSet.allOf(Peer.class);

    @Option(
            names = "--without",
            paramLabel = "PEER",
            split = ",",
            description = "Leave these out, for instance because they can't run here.")
    private Set<Peer> without = EnumSet.noneOf(Peer.class);

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            split = ",",
            description = "Do only these: ${COMPLETION-CANDIDATES}.")
    private Set<Workload> workloads = EnumSet.allOf(Workload.class);

    @Option(names = "--heat", hidden = true, description = "Do one heat in this process.")
    private String heat;

    @Option(names = "--answer", hidden = true, description = "Write its figures here.")
    private Path answer;

    private final PrintStream out = System.out;

    Peers() {}

    public static void main(String[] arguments) {
        Measuring.run(new Peers(), arguments); // Some peers leave threads behind.
    }

    @Override
    public Integer call() throws IOException {
        if (heat != null) {
            Setting setting = where.isQuick()
                    ? Setting.quick(where.disk(), where.memory())
                    : Setting.full(where.disk(), where.memory());
            Files.writeString(answer, new Gson().toJson(Heat.of(heat).run(setting, peers())));
            return CommandLine.ExitCode.OK;
        }
        measure();
        return CommandLine.ExitCode.OK;
    }

    private Set<Peer> peers() {
        Set<Peer> peers = EnumSet.copyOf(only);
        peers.removeAll(without);
        return peers;
    }

    /** What has been measured is written before the next heat begins: a heat that fails takes no others along. */
    private void measure() throws IOException {
        MachineSheet machine = MachineSheet.of(Map.of("disk", where.disk(), "memory", where.memory()));
        Report.print(machine, out);
        String started = Instant.now().toString();
        List<Measurement> measurements = new ArrayList<>();
        List<String> leftOut = leftOut();
        List<Heat> heats = Heat.all().stream()
                .filter(heat -> workloads.contains(heat.workload()))
                .toList();
        for (int done = 0; done < heats.size(); done++) {
            List<Measurement> found = inOwnProcess(heats.get(done));
            print(found);
            measurements.addAll(found);
            if (json != null) {
                List<String> missing = new ArrayList<>(leftOut);
                heats.subList(done + 1, heats.size()).forEach(heat -> missing.add(heat + ": the run didn't get there"));
                RunFile.keep(run(machine, started, missing, measurements), json);
            }
        }
        if (json != null) {
            RunFile.write(run(machine, started, leftOut, measurements), json);
        }
        leftOut.forEach(each -> out.println("left out: " + each));
    }

    private BenchmarkRun run(MachineSheet machine, String started, List<String> missing, List<Measurement> measurements)
            throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).strip();
        String command = "bench-peers" + (where.isQuick() ? " --quick" : "");
        return new BenchmarkRun(command, started, machine, load, missing, measurements);
    }

    private Path place(Workload workload) {
        return workload.isInMemory() ? where.memory() : where.disk();
    }

    /** What is missing, and why. */
    private List<String> leftOut() throws IOException {
        List<String> all = new ArrayList<>();
        for (Peer peer : Peer.values()) {
            if (!peers().contains(peer)) {
                all.add(peer.label() + ": on request");
                continue;
            }
            for (Workload workload : workloads) {
                String obstacle = peer.obstacle(workload, place(workload));
                if (obstacle != null) {
                    all.add(peer.label() + ", " + workload.label() + ": " + obstacle);
                }
            }
        }
        for (Workload workload : Workload.values()) {
            if (!workloads.contains(workload)) {
                all.add(workload.label() + ": on request");
            }
        }
        return all;
    }

    /** What another heat taught the compiler about code that is shared would be part of the figures. */
    private List<Measurement> inOwnProcess(Heat one) throws IOException {
        List<String> arguments = where.arguments();
        arguments.addAll(List.of("--heat", one.toString()));
        for (Peer peer : peers()) {
            arguments.addAll(List.of("--only", peer.name()));
        }
        return List.of(OwnProcess.run(Peers.class, one.toString(), arguments, Redirect.DISCARD, Measurement[].class));
    }

    private void print(List<Measurement> measurements) {
        String title = "";
        for (Measurement each : measurements) {
            String own = each.workload() + ", " + each.bytes() + " B, threads: " + each.threads();
            if (!own.equals(title)) {
                title = own;
                out.printf("%n%s%n", title);
            }
            Series series = new Series(
                    each.nanos().stream().mapToDouble(Double::doubleValue).toArray());
            out.printf(
                    Locale.ROOT,
                    "  %-42s %,14.1f ns  +-%5.1f %%  %9s B/op heap  %10s B/op device%s%n",
                    each.contestant(),
                    series.median(),
                    50 * series.spread(),
                    Units.bytesEach("%.1f", each.allocatedBytes()),
                    Units.bytesEach("%.0f", each.deviceBytes()),
                    each.latencies().stream()
                            .filter(latency -> latency.percentile() == 99)
                            .map(latency -> String.format(Locale.ROOT, "  p99 %,.1f us", latency.nanos() / 1000))
                            .findFirst()
                            .orElse(""));
        }
    }
}
