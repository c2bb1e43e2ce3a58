package io.tidemark.cli;

import io.tidemark.cli.calibrate.Calibrated;
import io.tidemark.cli.calibrate.Calibration;
import io.tidemark.cli.demo.Progress;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Refusal;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark calibrate}: which way of writing is fast in a place, by measurement. */
@Command(
        name = "calibrate",
        header = "Measure which access mode is fast here.",
        description =
                "Appends records of 64 B to 1 MiB to files in every mode that is available in DIR, in turns, and tells which"
                        + " mode is clearly faster than the others at which size. It takes up to 300 MiB of space"
                        + " meanwhile and leaves nothing behind. A stored profile is used by who asks for it: AccessPolicy.calibrated.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:It was measured, and stored if that was asked for.",
            "1:Nothing can be measured in DIR, or FILE is no place for a profile.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class CalibrateCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 20;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long MOST_BYTES = 300L << 20;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean isJsonWanted;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "Keep the profile in FILE, which is new or holds an earlier profile.")
    private Path store;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "How long to measure, 1 to 20; ${DEFAULT-VALUE} unless given.")
    private int seconds;

    @Parameters(paramLabel = "DIR", description = "A directory on the device to measure.")
    private Path directory;

    CalibrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds is " + seconds + ", must be 1 to " + MOST_SECONDS);
        }
        if (store != null) {
            new ProfileTarget(store).require();
        }
        Capabilities place = Capabilities.probe(directory);
        if (!Files.isDirectory(directory)) {
            throw new FileSystemException(directory.toString(), null, "not a directory");
        }
        Calibrated calibrated = measure(place);
        if (store != null) {
            calibrated.profile().store(store);
        }
        CalibrateReport report = new CalibrateReport(place, calibrated);
        if (isJsonWanted) {
            console.line(Json.text(report.toJson()));
        } else {
            report.print(console);
            if (store != null) {
                console.line("");
                console.line("The profile is in " + Escapes.escape(store.toString()) + ".");
            }
        }
        return 0;
    }

    /** What was written is gone when it fails, so it is the directory that is named. */
    private Calibrated measure(Capabilities place) throws IOException {
        Optional<Refusal> refused = place.refusal();
        if (refused.isPresent()) {
            throw nothingCreated(refused.get().cause(), null);
        }
        Scratch scratch = createScratch();
        try {
            return measure(place, scratch);
        } catch (FileSystemException e) {
            long freeBytes = directory.toFile().getUsableSpace();
            // A quota, or a limit on the size of files, may be met before the disk is full.
            if (e instanceof DiskFullException && freeBytes < MOST_BYTES) {
                throw noSpace(directory, freeBytes, e);
            }
            throw failed(directory, "measuring failed: " + ErrorHandler.reason(e), e);
        }
    }

    private Scratch createScratch() throws IOException {
        try {
            return Scratch.in(directory);
        } catch (FileSystemException e) {
            throw nothingCreated(ErrorHandler.reason(e), e);
        }
    }

    private FileSystemException nothingCreated(String why, FileSystemException cause) {
        return failed(directory, "no file can be created in it (" + why + "), so nothing can be measured", cause);
    }

    static FileSystemException noSpace(Path directory, long freeBytes, FileSystemException cause) {
        return failed(
                directory,
                "there was no more space; measuring takes up to " + Units.bytes(MOST_BYTES) + ", and "
                        + Units.bytes(freeBytes)
                        + " are free without it, so free some or name another directory",
                cause);
    }

    private static FileSystemException failed(Path directory, String what, FileSystemException cause) {
        FileSystemException failed = new FileSystemException(directory.toString(), null, what);
        failed.initCause(cause);
        return failed;
    }

    private Calibrated measure(Capabilities place, Scratch scratch) throws IOException {
        Progress progress = ProgressBars.onTerminal();
        long budgetNanos = seconds * SECOND_NANOS;
        try (EndOfProcess end = new EndOfProcess(() -> interrupt(progress, scratch));
                scratch;
                Progress.Phase phase = progress.beginTimed("measuring", budgetNanos)) {
            end.watch();
            return new Calibration(scratch.directory(), place, budgetNanos).run(phase::advance);
        }
    }

    /** In a thread of the JVM's end; the measurement fails now because its files go, which is no news. */
    private void interrupt(Progress progress, Scratch scratch) {
        console.mute();
        progress.end();
        String outcome;
        try {
            scratch.close();
            outcome = "what was written to be measured is removed";
        } catch (FileSystemException e) {
            outcome = ErrorHandler.describe(e);
        }
        console.lastErrorLine("interrupted; " + outcome);
    }
}
