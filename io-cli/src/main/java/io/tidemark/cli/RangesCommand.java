package io.tidemark.cli;

import io.tidemark.cli.map.FileMap;
import io.tidemark.cli.map.LogMap;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.NotATidemarkFileException;
import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.NotALogException;
import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark ranges}: the ranges of a file, their modes, and what of them is in the page cache. */
@Command(
        name = "ranges",
        header = "Show the ranges of a file or log and what is cached of them.",
        description = "Shows their modes, and how much of each the page cache holds. Nothing is written. Of a file no"
                + " data is read, so looking changes nothing; a writer may have it open, in which case the ranges are those"
                + " that it stored last. Of a log headers, footers and the last segment are read.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:They were shown.",
            "1:It is not there, neither a file of Tidemark's nor a log, damaged, or can't be read.",
            ExitCodes.WRONG_USAGE,
            ExitCodes.INTERRUPTED
        })
final class RangesCommand implements Callable<Integer> {
    private static final HybridFileOptions READ_ONLY = HybridFileOptions.builder()
            .openMode(OpenMode.READ_ONLY)
            .symbolicLinks(SymbolicLinks.FOLLOW)
            .build();

    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean isJsonWanted;

    @Parameters(paramLabel = "FILE", description = "A file that Tidemark wrote, or a log.")
    private Path path;

    RangesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, CommandException {
        RangesReport report;
        try (HybridFile file = HybridFile.open(path, READ_ONLY)) {
            report = new RangesReport(FileMap.of(file, RangePicture.MOST_SLICES));
        } catch (FileSystemException e) {
            // Afterwards, because looking before would put something into the page cache.
            printLog(e);
            return 0;
        }
        if (isJsonWanted) {
            console.line(Json.text(report.toJson()));
        } else {
            report.print(console);
        }
        return 0;
    }

    /** @param noFile why it is no file of Tidemark's */
    private void printLog(FileSystemException noFile) throws IOException, CommandException {
        LogRangesReport report;
        try (HybridLog log = LogPlace.open(path, OpenMode.READ_ONLY)) {
            if (LogPlace.isPartOfLog(path)) {
                throw new CommandException(path + ": a part of a log; name the directory that it is in", noFile);
            }
            report = new LogRangesReport(new TypedPath(path), LogMap.of(log, RangePicture.MOST_SLICES));
        } catch (NotALogException noLog) {
            requireDirectory(noFile, noLog);
            throw noLog;
        }
        if (isJsonWanted) {
            console.line(Json.text(report.toJson()));
        } else {
            report.print(console);
        }
    }

    /** Which of both a file should have been nobody knows, unless it is one of Tidemark's that can't be opened. */
    private void requireDirectory(FileSystemException noFile, NotALogException noLog)
            throws FileSystemException, CommandException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (noFile instanceof NotATidemarkFileException) {
            throw new CommandException(
                    path + ": neither a file of Tidemark's (" + ErrorHandler.reason(noFile) + ") nor a log ("
                            + ErrorHandler.reason(noLog) + ")",
                    noFile);
        }
        throw noFile;
    }
}
