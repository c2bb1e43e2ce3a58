package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that may make a log. */
final class NewLog {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "How a new log lies on disk: single-file or directory.")
    private Layout layout;

    @Option(
            names = "--segment-bytes",
            paramLabel = "BYTES",
            converter = ByteSize.class,
            description = "Segments of a new log, a power of two from 1M to 1G; a record has to fit into one.")
    private Long segmentBytes;

    /** A log's options with these filled in. */
    LogOptions.Builder options() {
        return over(LogOptions.builder());
    }

    /** Other options, but for what was asked for. */
    LogOptions.Builder over(LogOptions.Builder options) {
        if (layout != null) {
            options.layout(layout);
        }
        try {
            if (segmentBytes != null) {
                options.segmentBytes(segmentBytes);
            }
            options.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--segment-bytes: " + e.getMessage(), e);
        }
        return options;
    }

    /** Refuses a log that is there already, and is not as it is asked for; it is only read. */
    void requireAgreement(Path path) throws IOException, CommandException {
        if (layout == null && segmentBytes == null) {
            return;
        }
        try (HybridLog log =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            requireAgreement(path, log);
        }
    }

    private void requireAgreement(Path path, HybridLog log) throws CommandException {
        if (layout != null && layout != log.layout()) {
            throw new CommandException(path + ": its layout is " + EnumWord.word(log.layout()) + ", not "
                    + EnumWord.word(layout) + "; leave --layout out, or name another log");
        }
        if (segmentBytes != null && segmentBytes != log.segmentBytes()) {
            throw new CommandException(path + ": its segments have " + Units.bytes(log.segmentBytes()) + ", not "
                    + Units.bytes(segmentBytes) + "; leave --segment-bytes out, or name another log");
        }
    }
}
