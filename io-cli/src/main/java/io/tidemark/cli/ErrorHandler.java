package io.tidemark.cli;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on standard error and an exit code. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Console console;
    private final BooleanSupplier isStackTraceWanted;

    ErrorHandler(Console console, BooleanSupplier isStackTraceWanted) {
        this.console = console;
        this.isStackTraceWanted = isStackTraceWanted;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        report(failure, typedPaths(command));
        return code(failure, command.getCommandSpec());
    }

    /** What is found instead of a log has one code, and that nothing was found out may have another one. */
    private static int code(Exception failure, CommandSpec command) {
        boolean isFinding = failure instanceof NotALogException
                || failure instanceof NoLogYetException
                || failure instanceof DamagedLogException;
        return isFinding ? Tidemark.FAILED : command.exitCodeOnExecutionException();
    }

    /** What the caller typed where a command takes a path. */
    private static List<TypedPath> typedPaths(CommandLine command) {
        return command.getCommandSpec().args().stream()
                .map(ArgSpec::getValue)
                .filter(Path.class::isInstance)
                .map(path -> new TypedPath((Path) path))
                .toList();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        print(message(failure) + " (see '" + command + " --help')", failure);
        return Tidemark.WRONG_USAGE;
    }

    /** What stands where a command should is no 'unmatched argument at index 0' to who typed it. */
    private static String message(ParameterException failure) {
        boolean isRoot = failure.getCommandLine().getParent() == null;
        if (isRoot && failure instanceof UnmatchedArgumentException e && !e.isUnknownOption()) {
            return "unknown command '" + e.getUnmatched().get(0) + "'";
        }
        // Where any number of paths may follow, picocli takes what can't be converted for something else.
        if (failure instanceof UnmatchedArgumentException e) {
            return e.getUnmatched().stream()
                    .flatMap(argument -> refusal(argument).stream())
                    .findFirst()
                    .orElse(e.getMessage());
        }
        return failure.getMessage();
    }

    /** Why it can be no path; empty if it can. */
    private static Optional<String> refusal(String argument) {
        try {
            Tidemark.path(argument);
            return Optional.empty();
        } catch (TypeConversionException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Reports anything that a subcommand threw. */
    void report(Throwable failure) {
        report(failure, List.of());
    }

    private void report(Throwable failure, List<TypedPath> typed) {
        print(describe(failure, typed), failure);
    }

    private void print(String message, Throwable failure) {
        console.errorLine(message);
        if (isStackTraceWanted.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            trace.toString().lines().map(Escapes::escapeIndented).forEach(console.err()::println);
            console.err().flush();
        }
    }

    /** @param typed paths that the failure may be about */
    static String describe(Throwable failure, List<TypedPath> typed) {
        String text = describe(failure);
        for (TypedPath path : typed) {
            text = path.in(text);
        }
        return text;
    }

    static String describe(Throwable failure) {
        if (failure instanceof FileSystemException e) {
            return e.getFile() + ": " + reason(e);
        }
        String message = failure.getMessage();
        if (failure instanceof CommandException) {
            return message;
        }
        String kind = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : kind + ": " + message;
    }

    /** Without the file; in the same words whether the JDK met it or the library. */
    static String reason(FileSystemException e) {
        return obstacle(e)
                .orElseGet(() -> isRefused(e) ? "permission denied; check owner, mode and mount options" : told(e));
    }

    /** A file in its way, of which the system says only that something is no directory. */
    private static Optional<String> obstacle(FileSystemException e) {
        return e.getFile() == null ? Optional.empty() : NoDirectory.inFrontOf(Path.of(e.getFile()));
    }

    private static boolean isRefused(FileSystemException e) {
        boolean isOpening = e.getCause() instanceof ErrnoException call
                && call.errno() == Errno.EACCES
                && call.operation().equals("open");
        return e instanceof AccessDeniedException && (isOpening || e.getReason() == null);
    }

    private static String told(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        // The JDK leaves the reason of its commonest exceptions to their names.
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof FileAlreadyExistsException
                ? "exists already; name a path where nothing is"
                : e.getClass().getSimpleName();
    }
}
