package io.tidemark.cli;

import io.tidemark.cli.demo.Progress;
import io.tidemark.nativeio.DirectoryEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** How far the reading of a whole log has come, for who looks at a terminal. */
final class LogProgress implements LongConsumer, AutoCloseable {
    private final Progress.Phase phase;
    private long shown;

    private LogProgress(Progress.Phase phase) {
        this.phase = phase;
    }

    static LogProgress begin(Progress progress, String what, Path log) throws IOException {
        long bytes = bytesOf(log);
        return new LogProgress((bytes == 0 ? Progress.none() : progress).begin(what, bytes));
    }

    /** About as many as there are to read. */
    private static long bytesOf(Path log) throws IOException {
        if (!Files.isDirectory(log)) {
            return Files.exists(log) ? Files.size(log) : 0;
        }
        long bytes = 0;
        for (Path entry : DirectoryEntries.of(log)) {
            if (LogPlace.isPartOfLog(entry)) {
                bytes += sizeUnlessDiscarded(entry);
            }
        }
        return bytes;
    }

    /** Its writer may discard a segment at any time. */
    private static long sizeUnlessDiscarded(Path segment) throws IOException {
        try {
            return Files.size(segment);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** So many bytes are done altogether. */
    @Override
    public void accept(long bytes) {
        if (bytes > shown) {
            phase.advance(bytes - shown);
            shown = bytes;
        }
    }

    @Override
    public void close() {
        phase.close();
    }
}
