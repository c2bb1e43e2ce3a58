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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--dax-dir",
            paramLabel = "DIR",
            description = "A directory whose new files are DAX; without it the DAX_ works are left out.")
    private Path dax;

    @Option(
            names = "--plain-dir",
            paramLabel = "DIR",
            description = "A directory on the same device whose new files are not DAX; needed with --dax-dir.")
    private Path plain;

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

    @Spec
    private CommandSpec spec;

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
        if ((dax == null) != (plain == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--dax-dir and --plain-dir go together");
        }
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
            if (without.contains(work) || !only.contains(work) || (work.needsDax() && dax == null)) {
                leftOut.add(work.name());
                continue;
            }
            MatchResult result = OwnProcess.run(Foundation.class, work.name(), optionsOfOneWork(), MatchResult.class);
            results.add(result);
            Report.print(result, out);
        }
        String load = Files.readString(Path.of("/proc/loadavg")).strip();
        return new Report("bench-foundation" + (quick ? " --quick" : ""), started, machine, load, leftOut, results);
    }

    private List<String> optionsOfOneWork() {
        List<String> options = new ArrayList<>(List.of("--dir", disk.toString(), "--memory-dir", memory.toString()));
        if (dax != null) {
            options.addAll(List.of("--dax-dir", dax.toString(), "--plain-dir", plain.toString()));
        }
        if (quick) {
            options.add("--quick");
        }
        if (showProgress) {
            options.add("--progress");
        }
        return options;
    }

    private MatchResult run(Work work) throws IOException {
        progress(work + ": getting ready");
        try (Folders folders = new Folders()) {
            Setting setting = new Setting(
                    folders.in(disk),
                    folders.in(memory),
                    work.needsDax() ? folders.in(dax) : null,
                    work.needsDax() ? folders.in(plain) : null,
                    Volume.real(),
                    quick ? Pace.quick() : Pace.full());
            return work.run(setting, percent -> progress(work + ": " + percent + " %"));
        } catch (ModeUnavailableException e) {
            throw new IOException(work + " is not possible here; choose another directory or --without " + work, e);
        } finally {
            progress("");
        }
    }

    /** One line that overwrites itself. */
    private void progress(String text) {
        if (showProgress) {
            System.err.print("\r\u001b[K" + text);
        }
    }
}
