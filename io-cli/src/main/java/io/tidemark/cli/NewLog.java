package io.tidemark.cli;

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
            defaultValue = "single-file",
            description = "How a new log lies on disk: single-file or directory; ${DEFAULT-VALUE} unless given.")
    private Layout layout;

    @Option(
            names = "--segment-bytes",
            paramLabel = "BYTES",
            converter = ByteSize.class,
            defaultValue = "64M",
            description = "Segments of a new log, a power of two from 1M to 1G; ${DEFAULT-VALUE} unless given. A record"
                    + " has to fit into one.")
    private long segmentBytes;

    /** A log's options with these filled in. */
    LogOptions.Builder options() {
        LogOptions.Builder options = LogOptions.builder().layout(layout).segmentBytes(segmentBytes);
        try {
            options.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--segment-bytes: " + e.getMessage(), e);
        }
        return options;
    }
}
