package io.tidemark.cli;

import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
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
            description = "How a new log lies on disk: single-file or directory; single-file unless given.")
    private Layout layout;

    @Option(
            names = "--segment-bytes",
            paramLabel = "BYTES",
            converter = ByteSize.class,
            description =
                    "Segments of a new log, a power of two from 1M to 1G; 64M unless given. A record has to fit into"
                            + " one.")
    private Long segmentBytes;

    /** A log's options with these filled in. */
    LogOptions.Builder options() {
        LogOptions.Builder options = LogOptions.builder();
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

    /** Refuses a log that was there already, and is not as it was asked for. */
    void requireAgreement(HybridLog log) throws CommandException {
        if (layout != null && layout != log.layout()) {
            throw new CommandException(log.path() + ": its layout is " + EnumWord.word(log.layout()) + ", not "
                    + EnumWord.word(layout) + "; leave --layout out, or name another log");
        }
        if (segmentBytes != null && segmentBytes != log.segmentBytes()) {
            throw new CommandException(log.path() + ": its segments have " + Units.bytes(log.segmentBytes()) + ", not "
                    + Units.bytes(segmentBytes) + "; leave --segment-bytes out, or name another log");
        }
    }
}
