package io.tidemark.bench.foundation;

import com.google.gson.Gson;
import io.tidemark.bench.command.Circumstances;
import io.tidemark.bench.command.DaxPlaces;
import io.tidemark.bench.command.Measuring;
import io.tidemark.bench.command.Progress;
import io.tidemark.bench.foundation.Work.Setting;
import io.tidemark.bench.foundation.Work.Volume;
import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.Report;
import io.tidemark.bench.report.RunFile;
import io.tidemark.mode.ModeUnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that compares the foundation with its floors. */
@Command(
        name = "bench-foundation",
        description = "Compares Tidemark's files with the barest ways to do the same, in turns, and judges the ratios.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Foundation implements Callable<Integer> {
    private static final int MISSED = 1;

    @Mixin
    private Circumstances where;

    @Mixin
    private DaxPlaces daxPlaces;

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

    @Mixin
    private Progress progress;

    @Option(names = "--answer", hidden = true, description = "Do one work in this process and write its figures here.")
    private Path answer;

    private final PrintStream out = System.out;

    private Foundation() {}

    public static void main(String[] arguments) {
        Measuring.run(new Foundation(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        daxPlaces.check();
        if (answer != null) {
            MatchResult result = run(only.iterator().next());
            Files.writeString(answer, new Gson().toJson(result));
            return CommandLine.ExitCode.OK;
        }
        Report report = measure();
        out.printf("%n%s%n", report.isMet() ? "All targets met." : "Targets missed; see above.");
        return check && !report.isMet() ? MISSED : CommandLine.ExitCode.OK;
    }

    /** Each work in a process of its own; what has been measured is written before the next one begins. */
    private Report measure() throws IOException {
        MachineSheet machine = MachineSheet.of(Map.of("disk", where.disk(), "memory", where.memory()));
        Report.print(machine, out);
        String started = Instant.now().toString();
        List<MatchResult> results = new ArrayList<>();
        List<String> leftOut =
                new ArrayList<>(Stream.of(Work.values()).map(Work::name).toList());
        Report report = report(started, machine, leftOut, results);
        for (Work work : Work.values()) {
            if (without.contains(work) || !only.contains(work) || (work.needsDax() && !daxPlaces.areGiven())) {
                continue;
            }
            MatchResult result = OwnProcess.run(
                    Foundation.class, work.name(), argumentsOf(work), Redirect.INHERIT, MatchResult.class);
            results.add(result);
            leftOut.remove(work.name());
            Report.print(result, out);
            report = report(started, machine, leftOut, results);
            if (json != null) {
                RunFile.keep(json, report.toJson());
            }
        }
        if (json != null) {
            RunFile.replace(json, report.toJson());
        }
        return report;
    }

    private Report report(String started, MachineSheet machine, List<String> leftOut, List<MatchResult> results)
            throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).strip();
        return new Report(
                "bench-foundation" + (where.isQuick() ? " --quick" : ""), started, machine, load, leftOut, results);
    }

    private List<String> argumentsOf(Work work) {
        List<String> arguments = where.arguments();
        arguments.addAll(daxPlaces.arguments());
        arguments.addAll(progress.arguments());
        arguments.addAll(List.of("--only", work.name()));
        return arguments;
    }

    private MatchResult run(Work work) throws IOException {
        progress.show(work + ": getting ready");
        try (Folders folders = new Folders()) {
            Setting setting = new Setting(
                    folders.in(where.disk()),
                    folders.in(where.memory()),
                    work.needsDax() ? folders.in(daxPlaces.dax()) : null,
                    work.needsDax() ? folders.in(daxPlaces.plain()) : null,
                    Volume.real(),
                    where.isQuick() ? Pace.quick() : Pace.full());
            return work.run(setting, percent -> progress.show(work + ": " + percent + " %"));
        } catch (ModeUnavailableException e) {
            throw new IOException(work + " is not possible here; choose another directory or --without " + work, e);
        } finally {
            progress.show("");
        }
    }
}
