package io.tidemark.bench.suite;

import com.google.gson.Gson;
import io.tidemark.bench.command.Circumstances;
import io.tidemark.bench.command.DaxPlaces;
import io.tidemark.bench.command.Measuring;
import io.tidemark.bench.command.Progress;
import io.tidemark.bench.foundation.Folders;
import io.tidemark.bench.foundation.Foundation;
import io.tidemark.bench.foundation.OwnProcess;
import io.tidemark.bench.foundation.Subject;
import io.tidemark.bench.foundation.Work;
import io.tidemark.bench.harness.MachineSheet;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.report.BenchmarkRun;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.RunFile;
import io.tidemark.bench.suite.Part.Setting;
import io.tidemark.bench.suite.Part.Volume;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures everything there is in one place and keeps it as JSON. */
@Command(
        name = "run",
        description =
                "Measures write paths, read paths, files, logs, a mixed load and recovery, and keeps all samples.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Suite implements Callable<Integer> {
    @Mixin
    private Circumstances where;

    @Mixin
    private DaxPlaces daxPlaces;

    @Option(names = "--json", paramLabel = "FILE", description = "Where all samples and the machine sheet go.")
    private Path json;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Do only these parts and works: WRITE_PATH, READ_PATH, MIXED_LOAD, RECOVERY, WRITE_PATH_DAX,"
                    + " READ_PATH_DAX, and the works of bench-foundation.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(
            names = "--without",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Leave out parts, works, or ways to write and read, for instance because they are not possible"
                            + " here; the report says so.")
    private Set<String> without = new LinkedHashSet<>();

    @Mixin
    private Progress progress;

    @Option(names = "--answer", hidden = true, description = "Do one part in this process and write its figures here.")
    private Path answer;

    @Spec
    private CommandSpec spec;

    private final List<String> leftOut = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        daxPlaces.check();
        checkNames();
        if (answer != null) {
            Part part = Part.valueOf(only.iterator().next());
            Files.writeString(answer, new Gson().toJson(measure(part)));
            return CommandLine.ExitCode.OK;
        }
        if (json == null) {
            throw new ParameterException(spec.commandLine(), "--json says where the figures go, and is missing");
        }
        run();
        return CommandLine.ExitCode.OK;
    }

    /** A misspelt name would measure what it shouldn't, or leave nothing out. */
    private void checkNames() {
        List<String> parts = Stream.concat(Arrays.stream(Part.values()), Arrays.stream(Work.values()))
                .map(Enum::name)
                .toList();
        List<String> all = Stream.concat(parts.stream(), Ways.names()).toList();
        only.stream()
                .filter(name -> !parts.contains(name))
                .findFirst()
                .ifPresent(name -> refuse("--only", name, parts));
        without.stream()
                .filter(name -> !all.contains(name))
                .findFirst()
                .ifPresent(name -> refuse("--without", name, all));
    }

    private void refuse(String option, String name, List<String> known) {
        throw new ParameterException(
                spec.commandLine(), option + ": '" + name + "' is none of " + String.join(", ", known));
    }

    /** What is measured in a process of its own. */
    private record Job(String name, Source source) {
        private interface Source {
            List<Measurement> measure() throws IOException;
        }
    }

    /** What has been measured is written before the next part begins: a part that fails takes no others along. */
    private void run() throws IOException {
        Map<String, Path> places = new LinkedHashMap<>(Map.of("disk", where.disk(), "memory", where.memory()));
        if (daxPlaces.areGiven()) {
            places.put("DAX", daxPlaces.dax());
        }
        MachineSheet machine = MachineSheet.of(places);
        Instant started = Instant.now();
        List<Job> jobs = jobs();
        Ways.names().filter(without::contains).forEach(name -> leftOut.add(name + ": on request"));
        List<Measurement> measurements = new ArrayList<>();
        for (int done = 0; done < jobs.size(); done++) {
            measurements.addAll(jobs.get(done).source.measure());
            List<String> missing = new ArrayList<>(leftOut);
            jobs.subList(done + 1, jobs.size()).forEach(job -> missing.add(job.name + ": the run didn't get there"));
            RunFile.keep(run(machine, started, missing, measurements), json);
        }
        RunFile.write(run(machine, started, leftOut, measurements), json);
        progress.show("done in " + Duration.between(started, Instant.now()).toSeconds() + " s\n");
    }

    private BenchmarkRun run(
            MachineSheet machine, Instant started, List<String> missing, List<Measurement> measurements)
            throws IOException {
        return new BenchmarkRun(
                "bench " + (where.isQuick() ? "quick" : "full"),
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                machine,
                Files.readString(Path.of("/proc/loadavg")).strip(),
                missing,
                measurements);
    }

    private List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        List.of(Part.WRITE_PATH, Part.WRITE_PATH_DAX, Part.READ_PATH, Part.READ_PATH_DAX)
                .forEach(part -> add(part, jobs));
        for (Work work : Work.values()) {
            if (isWanted(work.name(), work.needsDax())) {
                jobs.add(new Job(work.name(), () -> {
                    MatchResult result = inOwnProcess(Foundation.class, work.name(), Set.of(), MatchResult.class);
                    return Subject.of(work).measurements(result);
                }));
            }
        }
        List.of(Part.MIXED_LOAD, Part.RECOVERY).forEach(part -> add(part, jobs));
        return jobs;
    }

    private void add(Part part, List<Job> jobs) {
        if (isWanted(part.name(), part.needsDax())) {
            jobs.add(new Job(
                    part.name(), () -> List.of(inOwnProcess(Suite.class, part.name(), without, Measurement[].class))));
        }
    }

    private boolean isWanted(String name, boolean needsDax) {
        if (!only.isEmpty() && !only.contains(name)) {
            leftOut.add(name + ": others were asked for");
            return false;
        }
        if (without.contains(name)) {
            leftOut.add(name + ": on request");
            return false;
        }
        if (needsDax && !daxPlaces.areGiven()) {
            leftOut.add(name + ": no directory with DAX was given");
            return false;
        }
        return true;
    }

    private <T> T inOwnProcess(Class<?> command, String name, Set<String> left, Class<T> answerType)
            throws IOException {
        List<String> arguments = where.arguments();
        arguments.addAll(daxPlaces.arguments());
        arguments.addAll(progress.arguments());
        Ways.names().filter(left::contains).forEach(way -> arguments.addAll(List.of("--without", way)));
        arguments.addAll(List.of("--only", name));
        return OwnProcess.run(command, name, arguments, Redirect.INHERIT, answerType);
    }

    private List<Measurement> measure(Part part) throws IOException {
        progress.show(part + ": getting ready");
        try (Folders folders = new Folders()) {
            Path directory = folders.in(part.needsDax() ? daxPlaces.dax() : where.disk());
            Setting setting = new Setting(directory, where.isQuick() ? Volume.quick() : Volume.full(), without);
            return part.measure(setting, percent -> progress.show(part + ": " + percent + " %"));
        } finally {
            progress.show("");
        }
    }

    /** Of the process that does one part. */
    public static void main(String[] arguments) {
        Measuring.run(new Suite(), arguments);
    }
}
