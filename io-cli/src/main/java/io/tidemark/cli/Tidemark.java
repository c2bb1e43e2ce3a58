package io.tidemark.cli;

import io.tidemark.cli.log.Promise;
import io.tidemark.log.Layout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The root of the command, and its entry. Exit codes: 0 done, 1 failed, 2 wrong usage; others are a command's own. */
@Command(
        name = "tidemark",
        description =
                "Files and logs whose tail is written directly and whose sealed rest is read through the page cache.",
        versionProvider = Version.class,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:Done.", "1:Failed, or damage was found.", ExitCodes.WRONG_USAGE, ExitCodes.INTERRUPTED},
        footer = "%nOthers are a command's own; its help lists all of them.",
        synopsisSubcommandLabel = "COMMAND")
public final class Tidemark implements Runnable {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean isHelpWanted;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean isVersionWanted;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where an error comes from, not only what it is.")
    private boolean isStackTraceWanted;

    @Spec
    private CommandSpec spec;

    private Tidemark() {}

    /** Runs the command and exits the JVM with its code. */
    public static void main(String[] arguments) {
        Warnings.install();
        Console console = Console.system();
        if (!Terminal.isWritable(Terminal.STANDARD_OUTPUT)) {
            console.errorLine(StandardOutput.NAME + ": it is closed, or not open for writing; nothing was done, send it"
                    + " to /dev/null to do without");
            System.exit(FAILED);
        }
        System.exit(run(console, DataStreams.system(), arguments));
    }

    /** Runs the command; its exit code. */
    static int run(Console console, DataStreams streams, String... arguments) {
        Tidemark root = new Tidemark();
        ErrorHandler errors = new ErrorHandler(console, () -> root.isStackTraceWanted);
        CommandLine commands = new CommandLine(root)
                .addSubcommand(new ProbeCommand(console))
                .addSubcommand(new CalibrateCommand(console))
                .addSubcommand(new RangesCommand(console))
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new AppendCommand(console, streams))
                .addSubcommand(new CatCommand(console, streams))
                .addSubcommand(new StatCommand(console))
                .addSubcommand(new SealCommand(console))
                .addSubcommand(new DiscardCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new SalvageCommand(console))
                .addSubcommand(new HelpCommand())
                .setExpandAtFiles(false) // A file may be called @orders.
                .setOut(console.out())
                .setErr(console.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.hasColours() ? Ansi.ON : Ansi.OFF))
                .registerConverter(Path.class, Tidemark::path)
                .registerConverter(Instant.class, Times.ofNow())
                .registerConverter(int.class, Tidemark::wholeNumber)
                .registerConverter(Promise.class, new EnumWord<>(Promise.class))
                .registerConverter(Layout.class, new EnumWord<>(Layout.class))
                .registerConverter(RecordFormat.class, new EnumWord<>(RecordFormat.class))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors);
        int code;
        try {
            code = commands.execute(arguments);
        } catch (Error e) {
            errors.report(e);
            code = failed(commands);
        }
        return console.isIntact() ? code : failed(commands);
    }

    /** How the command that was asked for says that it failed. */
    private static int failed(CommandLine commands) {
        ParseResult parsed = commands.getParseResult();
        return parsed != null && parsed.hasSubcommand()
                ? parsed.subcommand().commandSpec().exitCodeOnExecutionException()
                : FAILED;
    }

    /** The empty path would be the working directory, which nobody means who passes an empty variable. */
    static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the path is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            // The JVM reads arguments in the locale's characters; those that it doesn't know are lost by now.
            throw new TypeConversionException(
                    "the path '" + text + "' has characters that the locale doesn't know; set LC_ALL=C.UTF-8");
        }
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number, or too large a one");
        }
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }
}
