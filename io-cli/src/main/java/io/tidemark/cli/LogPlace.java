package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import io.tidemark.log.NotALogException;
import io.tidemark.log.OnDamage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a command looks for a log. A file or directory of something else is left alone. */
final class LogPlace {
    private LogPlace() {}

    /** Opens a log that is there; what a creation left that was cut short is no log yet. */
    static HybridLog open(Path path, OpenMode mode) throws IOException {
        if (mode != OpenMode.READ_ONLY) {
            open(path, OpenMode.READ_ONLY).close(); // Or it would be made one.
        }
        return open(path, LogOptions.builder().openMode(mode).build());
    }

    /** Opens what is in front of the damage, where a log is damaged; see {@link OnDamage#READ_UP_TO}. */
    static HybridLog openUpToDamage(Path path) throws IOException {
        return open(
                path,
                LogOptions.builder()
                        .openMode(OpenMode.READ_ONLY)
                        .onDamage(OnDamage.READ_UP_TO)
                        .build());
    }

    private static HybridLog open(Path path, LogOptions options) throws IOException {
        HybridLog log = HybridLog.open(path, options);
        try {
            requireBegun(path, log);
            return log;
        } catch (IOException | RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /** A log has a segment from its creation on. */
    private static void requireBegun(Path path, HybridLog log) throws IOException {
        if (log.lastSequence() < 0 && log.segments().isEmpty()) {
            throw new NoLogYetException(path);
        }
    }

    /** Why what is there is no log, in the words of who opens it; {@code found} if those are of something else. */
    static FileSystemException refusal(Path path, FileSystemException found) throws IOException {
        try {
            open(path, OpenMode.READ_ONLY).close();
            return found;
        } catch (NotALogException | NoLogYetException e) {
            return e;
        }
    }

    /** Whether nothing is where a log could be made. */
    static boolean isFree(Path path) {
        return Files.notExists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(path.toAbsolutePath().getParent());
    }

    /** Opens a log that is as it is asked for, or makes one where nothing is. */
    static HybridLog openOrCreate(Path path, NewLog asked, LogOptions.Builder options)
            throws IOException, CommandException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            asked.requireAgreement(path);
        } else {
            new NewFile(path).requireDirectory();
        }
        return HybridLog.open(path, options.openMode(OpenMode.CREATE_OR_OPEN).build());
    }

    /** Whether it is the file of one segment, in the directory of its log. */
    static boolean isPartOfLog(Path path) {
        return Files.isRegularFile(path) && Layout.isNameOfSegment(path);
    }
}
