package io.tidemark.cli;

import io.tidemark.cli.log.AcknowledgedSink;
import io.tidemark.cli.log.Acknowledging;
import io.tidemark.cli.log.Appending;
import io.tidemark.cli.log.BadInputException;
import io.tidemark.cli.log.FramedSource;
import io.tidemark.cli.log.LineSource;
import io.tidemark.cli.log.Promise;
import io.tidemark.cli.log.RecordSource;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.LogReceipt;
import io.tidemark.log.RecordTooLongException;
import java.io.IOException;
import java.nio.file.Path;
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
                        + " --binary. The log is made where nothing is, or what a killed creation leaves: an empty file or"
                        + " directory, or a file of zeros. One that is there must have the layout and segments that are"
                        + " asked for, if any are. All of it is durable when the command ends, also when it is"
                        + " interrupted; if a record can't be appended, all before it is.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The input ended, and all of it is durable.",
            "1:A record or the log failed; what was acknowledged is durable.",
            "2:Wrong usage.",
            "130:Interrupted (143: terminated)."
        })
final class AppendCommand implements Callable<Integer> {
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

    @Option(names = "--acks", description = "Print the sequence of each record once it is durable, a line each.")
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
        LogOptions.Builder options = newLog.options().durability(promise.durability());
        try (RecordSource source = isBinary ? new FramedSource(streams.in()) : new LineSource(streams.in())) {
            append(LogPlace.openOrCreate(path, newLog, options), source);
        }
        return 0;
    }

    private void append(HybridLog log, RecordSource source) throws IOException, CommandException {
        long last = log.lastSequence();
        AcknowledgedSink acknowledged = isAcknowledged ? new Acknowledging(console.out(), last) : AcknowledgedSink.NONE;
        try (Appending appending = new Appending(log, source, promise, acknowledged);
                EndOfProcess end = new EndOfProcess(() -> interrupt(appending, log))) {
            end.watch();
            LogReceipt receipt = appending.run();
            if (!isAcknowledged) {
                console.line(report(last, receipt));
            }
        } catch (RecordTooLongException e) {
            throw new CommandException(source.name() + ": " + ErrorHandler.describe(e), e);
        } catch (BadInputException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static String report(long last, LogReceipt receipt) {
        long count = receipt.durableSequence() - last;
        return count == 0
                ? "no records appended"
                : Units.counted(count, "record") + " appended, sequences " + (last + 1) + " to "
                        + receipt.durableSequence() + ", durable by " + receipt.mechanism();
    }

    /** In a thread of the JVM's end; the command fails now because the log is closed, which is no news. */
    private void interrupt(Appending appending, HybridLog log) {
        console.mute();
        String outcome;
        try {
            appending.close();
            outcome = "durable up to sequence " + log.durableSequence();
        } catch (IOException e) {
            outcome = ErrorHandler.describe(e);
        }
        console.lastErrorLine("interrupted; " + outcome);
    }
}
