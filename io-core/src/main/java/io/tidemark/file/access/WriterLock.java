package io.tidemark.file.access;

import io.tidemark.file.FileLockedException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.LockKind;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What keeps a file or a log to one writer: a lock on it, which goes with the last close. Only who holds it may delete the
 * file. So a file that still has its name when it is locked keeps it, but for those who ask nobody.
 */
public final class WriterLock {
    /**
     * A child of the process that held the lock has it, too, from its fork until it executes something else: so the lock may
     * outlive the close for a moment.
     */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private WriterLock() {}

    /**
     * Locks {@code file}; if somebody else holds the lock, waits a moment before it says so.
     *
     * @param locked what is locked by that, as messages call it
     * @param taken what to say if somebody else holds the lock
     * @throws FileLockedException then; or if the file's path leads elsewhere by now, because who held the lock deleted it.
     *     By the path, since some file systems keep a link of what is deleted while it is open
     */
    public static void take(NativeFile file, Path locked, String taken) throws IOException {
        lock(file, LockKind.EXCLUSIVE, locked, taken);
        if (file.at(file.path()) != FileFacts.Found.THIS) {
            throw new FileLockedException(
                    locked.toString(),
                    "another one deleted it between its being opened and locked, or put another file in its place; try"
                            + " again");
        }
    }

    /**
     * Keeps writers away from {@code file}, which is only read, until its last close; others may do so, too.
     *
     * @throws FileLockedException if a writer holds the lock
     */
    public static void keepWritersOut(NativeFile file, Path locked, String taken) throws IOException {
        lock(file, LockKind.SHARED, locked, taken);
    }

    private static void lock(NativeFile file, LockKind kind, Path locked, String taken) throws IOException {
        for (int attempt = 1; !file.tryLock(kind); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new FileLockedException(locked.toString(), taken);
            }
            Pause.nanos(file, PAUSE_NANOS);
        }
    }
}
