package io.tidemark.cli;

import io.tidemark.cli.log.AcknowledgedSink;
import io.tidemark.cli.log.Acknowledging;
import io.tidemark.cli.log.Appending;
import io.tidemark.cli.log.BadInputException;
import io.tidemark.cli.log.BegunSource;
import io.tidemark.cli.log.FramedSource;
import io.tidemark.cli.log.LineSource;
import io.tidemark.cli.log.Promise;
import io.tidemark.cli.log.RecordSource;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.LogReceipt;
import io.tidemark.log.RecordTooLongException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark append}: records from standard input to a log. */
@Command(
        name = "append",
        header = "Append records from standard input to a log.",
        description =
                "A record is a line without its newline (a carriage return stays), or has its length in front with"
                        + " --binary. The log is made where nothing is, when the first record or the end of the input has"
                        + " come, or of what a killed creation leaves: an empty file or directory, or a file of zeros. A"
                        + " new one is a single file with segments of 64M, unless something else is asked for; one that is"
                        + " there must have the layout and segments that are asked for, if any are. All of it is"
                        + " durable when the command ends, also when it is interrupted, as far as the place can make it"
                        + " so: a file system in memory keeps nothing beyond that. If a record can't be appended, all"
                        + " before it is, and the message says up to which sequence.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:The input ended, and all of it is durable.",
            "1:A record, the log or the output failed; what was acknowledged is durable.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class AppendCommand implements Callable<Integer> {
    private static final Duration MOST_FOR_ACKNOWLEDGEMENTS = Duration.ofSeconds(3);

    private final Console console;
    private final DataStreams streams;

    @Option(
            names = "--binary",
            description = "Each record has its length in bytes in front of it, as 4 bytes, the lowest first;"
                    + " 'cat --format binary' writes the same.")
    private boolean isBinary;

    @Option(
            names = "--durable",
            paramLabel = "WHEN",
            defaultValue = "group",
            description = "When records become durable. each: one by one, before the next one is read."
                    + " group: together, at most 1 ms or 1 MiB later. none: at the end of the input, and whenever"
                    + " 64 MiB wait. ${DEFAULT-VALUE} unless given.")
    private Promise promise;

    @Option(
            names = "--acks",
            description =
                    "Print the sequence of each record once it is durable, a line each; ends where nobody takes them any"
                            + " more.")
    private boolean isAcknowledged;

    @Mixin
    private NewLog newLog;

    @Parameters(paramLabel = "LOG", description = "The log.")
    private Path path;

    AppendCommand(Console console, DataStreams streams) {
        this.console = console;
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, CommandException {
        if (!streams.in().isOpen()) {
            throw new FileSystemException(
                    "standard input", null, "it is closed, or not open for reading; nothing was appended");
        }
        LogOptions.Builder options = newLog.options().durability(promise.durability());
        try (RecordSource source = isBinary ? new FramedSource(streams.in()) : new LineSource(streams.in())) {
            RecordSource records = LogPlace.isFree(path) ? begin(source, options.build()) : source;
            append(LogPlace.openOrCreate(path, newLog, options), records);
        }
        return 0;
    }

    /** Before the log is made, because one that can't have a first record should not be left behind. */
    private RecordSource begin(RecordSource source, LogOptions options) throws CommandException {
        try {
            BegunSource begun = new BegunSource(source);
            if (begun.firstBytes() > options.longestRecordBytes()) {
                throw new RecordTooLongException(
                        path.toString(), begun.firstBytes(), options.segmentBytes(), options.longestRecordBytes());
            }
            return begun;
        } catch (IOException | RuntimeException | Error e) {
            throw new CommandException(describe(e, source) + "; no log was made", e);
        }
    }

    private void append(HybridLog log, RecordSource source) throws CommandException {
        long last = log.lastSequence();
        AcknowledgedSink acknowledged = isAcknowledged ? new Acknowledging(console.out(), last) : AcknowledgedSink.NONE;
        Appending appending = new Appending(log, source, promise, acknowledged);
        // The end is watched for until the log is closed, because closing makes durable what is not yet.
        try (EndOfProcess end = new EndOfProcess(() -> interrupt(appending, log, acknowledged));
                appending) {
            end.watch();
            LogReceipt receipt = appending.run();
            // Or who hears of a failure alone would append all of it again.
            console.ifOutputIsLost("; " + Kept.by(log).behind(last));
            if (isAcknowledged) {
                console.requireReader();
            } else {
                console.line(report(last, receipt));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw new CommandException(describe(e, source) + "; " + Kept.by(log).behind(last), e);
        }
    }

    private String describe(Throwable failure, RecordSource source) {
        if (failure instanceof BadInputException) {
            return failure.getMessage();
        }
        String what = describe(failure);
        return failure instanceof RecordTooLongException ? source.name() + ": " + what : what;
    }

    private String describe(Throwable failure) {
        return ErrorHandler.describe(failure, List.of(new TypedPath(path)));
    }

    static String report(long last, LogReceipt receipt) {
        long count = receipt.durableSequence() - last;
        return count == 0
                ? "no records appended"
                : Units.counted(count, "record") + " appended, "
                        + Sequences.range(last + 1, receipt.durableSequence()) + ", "
                        + promised(receipt.mechanism());
    }

    private static String promised(DurabilityMechanism mechanism) {
        return mechanism.survivesPowerLoss()
                ? "durable by " + mechanism
                : "not durable beyond the memory that holds them, which " + mechanism.survival() + " (" + mechanism
                        + ")";
    }

    /** In a thread of the JVM's end; the command fails now because the log is closed, which is no news. */
    void interrupt(Appending appending, HybridLog log, AcknowledgedSink acknowledged) {
        console.mute();
        String failure = "";
        try {
            appending.closeLog();
        } catch (IOException | RuntimeException | Error e) {
            failure = describe(e) + "; ";
        }
        console.lastErrorLine("interrupted; " + failure + Kept.by(log).altogether());
        acknowledged.closeWithin(MOST_FOR_ACKNOWLEDGEMENTS); // Who reads them may hang.
    }
}
