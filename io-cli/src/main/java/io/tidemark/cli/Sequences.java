package io.tidemark.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Sequences that a caller names. */
final class Sequences {
    private Sequences() {}

    static void requireNotNegative(CommandSpec spec, long sequence) {
        if (sequence < 0) {
            throw new ParameterException(spec.commandLine(), "sequences are 0 at least");
        }
    }
}
