package io.tidemark.bench.foundation;

import com.google.gson.Gson;
import io.tidemark.bench.foundation.Work.Setting;
import io.tidemark.bench.foundation.Work.Volume;
import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.Report;
import io.tidemark.mode.ModeUnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that compares the foundation with its floors. */
@Command(
        name = "bench-foundation",
        description = "Compares Tidemark's files with the barest ways to do the same, in turns, and judges the ratios.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Foundation implements Callable<Integer> {
    private static final int MISSED = 1;
    private static final int FAILED = 2;

    @Option(names = "--quick", description = "Fewer and shorter rounds: a look, not a figure to publish.")
    private boolean quick;

    @Option(
            names = "--dir",
            paramLabel = "DISKDIR",
            defaultValue = "${env:TIDEMARK_BENCH_DIR:-.}",
            description = "A directory on the disk to measure (default: the build directory).")
    private Path disk;

    @Option(
            names = "--memory-dir",
            paramLabel = "DIR",
            defaultValue = "/dev/shm",
            description = "A directory on a memory file system (default: ${DEFAULT-VALUE}).")
    private Path memory;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all samples and the machine sheet to FILE.")
    private Path json;

    @Option(names = "--check", description = "Exit with 1 if a target is missed.")
    private boolean check;

    @Option(
            names = "--only",
            paramLabel = "WORK",
            split = ",",
            description = "Do only these: ${COMPLETION-CANDIDATES}.")
    private Set<Work> only = EnumSet.allOf(Work.class);

    @Option(
            names = "--without",
            paramLabel = "WORK",
            split = ",",
            description = "Leave these out, for instance because a mode is not available here.")
    private Set<Work> without = EnumSet.noneOf(Work.class);

    @Option(names = "--progress", hidden = true, description = "Show on standard error how far it is.")
    private boolean showProgress;

    @Option(names = "--answer", hidden = true, description = "Do one work in this process and write its figures here.")
    private Path answer;

    private final PrintStream out = System.out;

    private Foundation() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Foundation());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            failure.printStackTrace(System.err);
            return FAILED;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (answer != null) {
            MatchResult result = run(only.iterator().next());
            Files.writeString(answer, new Gson().toJson(result));
            return CommandLine.ExitCode.OK;
        }
        Report report = measure();
        if (json != null) {
            report.writeJson(json);
        }
        out.printf("%n%s%n", report.isMet() ? "All targets met." : "Targets missed; see above.");
        return check && !report.isMet() ? MISSED : CommandLine.ExitCode.OK;
    }

    /** Each work in a process of its own. */
    private Report measure() throws IOException {
        MachineSheet machine = MachineSheet.of(Map.of("disk", disk, "memory", memory));
        Report.print(machine, out);
        String started = Instant.now().toString();
        List<MatchResult> results = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Work work : Work.values()) {
            if (without.contains(work) || !only.contains(work)) {
                leftOut.add(work.name());
                continue;
            }
            MatchResult result = OwnProcess.run(work, optionsOfOneWork());
            results.add(result);
            Report.print(result, out);
        }
        String load = Files.readString(Path.of("/proc/loadavg")).strip();
        return new Report("bench-foundation" + (quick ? " --quick" : ""), started, machine, load, leftOut, results);
    }

    private List<String> optionsOfOneWork() {
        List<String> options = new ArrayList<>(List.of("--dir", disk.toString(), "--memory-dir", memory.toString()));
        if (quick) {
            options.add("--quick");
        }
        if (showProgress) {
            options.add("--progress");
        }
        return options;
    }

    private MatchResult run(Work work) throws IOException {
        Path ownDisk = Files.createTempDirectory(disk, "tidemark-bench-");
        Path ownMemory = Files.createTempDirectory(memory, "tidemark-bench-");
        progress(work + ": getting ready");
        try {
            Pace pace = quick ? Pace.quick() : Pace.full();
            return work.run(
                    new Setting(ownDisk, ownMemory, Volume.real(), pace),
                    percent -> progress(work + ": " + percent + " %"));
        } catch (ModeUnavailableException e) {
            throw new IOException(work + " is not possible here; choose another directory or --without " + work, e);
        } finally {
            progress("");
            Files.delete(ownDisk);
            Files.delete(ownMemory);
        }
    }

    /** One line that overwrites itself. */
    private void progress(String text) {
        if (showProgress) {
            System.err.print("\r\u001b[K" + text);
        }
    }
}
