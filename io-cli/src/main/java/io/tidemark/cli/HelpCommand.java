package io.tidemark.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark help}: the help of a command. Not picocli's command of that name, whose own help has no exit codes. */
@Command(
        name = "help",
        header = "Show the help of a command.",
        description = "Shows the same as 'tidemark COMMAND --help', or as 'tidemark --help' without a command.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:It was shown.", "1:The output failed.", ExitCodes.WRONG_USAGE, ExitCodes.INTERRUPTED})
final class HelpCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command; all of them are listed without it.")
    private String name;

    @Override
    public void run() {
        CommandLine root = spec.parent().commandLine();
        CommandLine shown = name == null ? root : find(root, root.getSubcommands());
        shown.usage(root.getOut(), root.getColorScheme());
    }

    private CommandLine find(CommandLine root, Map<String, CommandLine> commands) {
        if (!commands.containsKey(name)) {
            throw new ParameterException(root, "unknown command '" + name + "'");
        }
        return commands.get(name);
    }
}
