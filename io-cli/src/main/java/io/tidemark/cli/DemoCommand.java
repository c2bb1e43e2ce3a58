package io.tidemark.cli;

import io.tidemark.cli.demo.Demo;
import io.tidemark.cli.demo.DemoPlan;
import io.tidemark.cli.demo.DemoPlan.Leftover;
import io.tidemark.cli.demo.Interruption;
import io.tidemark.cli.demo.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark demo}: the main job on real input, with proof. */
@Command(
        name = "demo",
        header = "Stream real input through a file and a log, and compare.",
        description =
                "Streams the input through the tail of a file, durable batch by batch and sealed as it goes, while"
                        + " others read; then compares every byte, closes, reopens, compares again. Then appends lines of"
                        + " the input to a log in another process, kills that in the middle, recovers the log, appends the"
                        + " rest and compares every line. Shows what was measured.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All was the same.",
            "1:Something differed, or it failed.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_READERS = 64;
    private static final long MOST_BATCH_BYTES = 64L << 20;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to write; it must exist. Without it, a temporary place on a disk if there is one.")
    private Path directory;

    @Option(names = "--keep", description = "Keep the file and the log that were written.")
    private boolean isKept;

    @Option(
            names = "--size",
            paramLabel = "LIMIT",
            converter = ByteSize.class,
            defaultValue = "256M",
            description = "Take at most this much of the input, such as 64M; ${DEFAULT-VALUE} unless given.")
    private long limitBytes;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads that read meanwhile; ${DEFAULT-VALUE} unless given.")
    private int readers;

    @Option(
            names = "--batch-bytes",
            paramLabel = "BYTES",
            converter = ByteSize.class,
            defaultValue = "64K",
            description = "Force whenever so much was appended; ${DEFAULT-VALUE} unless given.")
    private long batchBytes;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean isJsonWanted;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "The input, in order; the running JDK's own image if none is given.")
    private List<Path> files = new ArrayList<>();

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        require(limitBytes >= 1, "--size must be at least 1 byte");
        require(readers >= 0 && readers <= MOST_READERS, "--readers must be from 0 to " + MOST_READERS);
        require(
                batchBytes >= 1 && batchBytes <= MOST_BATCH_BYTES,
                "--batch-bytes must be from 1 to " + Units.bytes(MOST_BATCH_BYTES));
        DemoPlan plan = new DemoPlan(
                directory == null ? TemporaryPlace.find() : directory,
                files,
                limitBytes,
                readers,
                (int) batchBytes,
                isKept ? Leftover.KEEP : Leftover.REMOVE,
                Tidemark.class);
        Progress progress = ProgressBars.onTerminal();
        DemoReport report = new DemoReport(Demo.run(plan, progress, interruption(progress)));
        if (isJsonWanted) {
            console.line(Json.text(new DemoJson(report.result()).toJson()));
        } else {
            report.print(console);
        }
        return 0;
    }

    private Interruption interruption(Progress progress) {
        return new Interruption() {
            @Override
            public void begun() {
                // The demo fails now, because its files go; that is no news.
                console.mute();
                progress.end();
            }

            @Override
            public void cleanedUp(String outcome) {
                console.lastErrorLine("interrupted; " + outcome);
            }
        };
    }

    private void require(boolean isFine, String message) {
        if (!isFine) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
