package io.tidemark.bench.suite;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command, and its entry. Exit codes: 0 done, 1 the files are no good, 2 failed or wrong usage. */
@Command(
        name = "bench",
        description = "Measures, draws and compares.",
        subcommands = {Suite.class, Render.class, Compare.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class Bench implements Runnable {
    private static final int BAD_INPUT = 1;
    private static final int FAILED = 2;

    @Spec
    private CommandSpec spec;

    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Bench());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            boolean isInput =
                    failure instanceof IOException && !line.getCommandName().equals("run");
            if (isInput) {
                System.err.println("bench: " + failure.getMessage());
                return BAD_INPUT;
            }
            failure.printStackTrace(System.err);
            return FAILED;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }
}
