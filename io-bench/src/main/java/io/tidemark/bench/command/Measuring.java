package io.tidemark.bench.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command that measures as the process that it is. */
public final class Measuring {
    private static final int FAILED = 2;

    private Measuring() {}

    /** Runs it and exits, whatever threads it leaves behind. A failure tells where it comes from. */
    public static void run(Callable<Integer> command, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failure.printStackTrace(System.err);
            return FAILED;
        });
        System.exit(line.execute(arguments));
    }
}
