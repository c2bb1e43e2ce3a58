package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs of commands on logs that tests prepare and look at. */
final class LogRuns {
    private LogRuns() {}

    /** Appends lines to a log of small segments, and expects that to work. */
    static CommandRun append(Path log, String lines, String... options) {
        CommandRun run = tryAppend(log, lines.getBytes(StandardCharsets.UTF_8), options);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run;
    }

    static CommandRun tryAppend(Path log, byte[] input, String... options) {
        return CommandRun.with(
                input,
                Stream.concat(
                                Stream.of("append", log.toString(), "--layout", "directory", "--segment-bytes", "1M"),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    /** What {@code cat} shows. */
    static CommandRun cat(Path log, String... options) {
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("cat", log.toString()), Stream.of(options))
                .toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    /** So many lines of so many characters, all different. */
    static String lines(int count, int length) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String number = Integer.toString(i);
            lines.append(number).append("x".repeat(length - number.length())).append('\n');
        }
        return lines.toString();
    }
}
