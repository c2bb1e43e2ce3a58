package io.tidemark.cli;

import io.tidemark.cli.calibrate.Calibrated;
import io.tidemark.cli.calibrate.Calibration;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Refusal;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    private static final String PREFIX = ".tidemark-calibrate-";

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
        Path work = createWork();
        try {
            return measure(place, work);
        } catch (DiskFullException e) {
            throw noSpace(directory, Files.getFileStore(directory).getUsableSpace(), e);
        } catch (FileSystemException e) {
            throw failed(directory, "measuring failed: " + ErrorHandler.reason(e), e);
        }
    }

    private Path createWork() throws IOException {
        try {
            return Files.createTempDirectory(directory.toRealPath(), PREFIX);
        } catch (FileSystemException e) {
            throw nothingCreated(ErrorHandler.reason(e), e);
        }
    }

    private FileSystemException nothingCreated(String why, FileSystemException cause) {
        return failed(directory, "no file can be created in it (" + why + "), so nothing can be measured", cause);
    }

    static FileSystemException noSpace(Path directory, long freeBytes, DiskFullException cause) {
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

    private Calibrated measure(Capabilities place, Path work) throws IOException {
        try (EndOfProcess end = new EndOfProcess(() -> delete(work))) {
            end.watch();
            long start = System.nanoTime();
            long budget = seconds * SECOND_NANOS;
            return new Calibration(work, place, budget).run(nanos -> progress(System.nanoTime() - start, budget));
        } finally {
            progress(0, 0);
            delete(work);
        }
    }

    /** One line that overwrites itself, for who looks. */
    private void progress(long nanos, long budget) {
        if (!console.isTerminal() || isJsonWanted) {
            return;
        }
        String text = budget == 0 ? "" : "measuring " + 100 * nanos / budget + " %";
        console.err().print("\r\u001b[K" + text);
        console.err().flush();
    }

    /** Also while a file in it is still open: its name goes, and its space with the process. */
    private static void delete(Path work) {
        try {
            if (Files.isDirectory(work)) {
                try (Stream<Path> files = Files.list(work)) {
                    for (Path file : files.toList()) {
                        Files.deleteIfExists(file);
                    }
                }
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what was written for the measurement is left in " + work, e);
        }
    }
}
