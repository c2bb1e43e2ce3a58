package io.tidemark.bench.command;

import java.util.List;
import picocli.CommandLine.Option;

/** One line on standard error that overwrites itself, for whoever waits in front of a terminal. */
public final class Progress {
    @Option(names = "--progress", hidden = true, description = "Show on standard error how far it is.")
    private boolean isShown;

    /** Shows a text instead of the last one. */
    public void show(String text) {
        if (isShown) {
            System.err.print("\r\u001b[K" + text);
        }
    }

    /** The same for a process that does a part. */
    public List<String> arguments() {
        return isShown ? List.of("--progress") : List.of();
    }
}
