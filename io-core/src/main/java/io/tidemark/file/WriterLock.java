package io.tidemark.file;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LockKind;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Posix;
import java.io.IOException;

/**
 * What keeps a file to one writer: a lock on it, which goes with the last close. Only who holds it may delete the file. So
 * a file that still has its name when it is locked keeps it, but for those who ask nobody.
 */
final class WriterLock {
    private WriterLock() {}

    /**
     * Locks {@code file}.
     *
     * @param taken what to say if somebody else holds the lock
     * @throws FileLockedException then; or if the path leads elsewhere by now, because who held the lock deleted the file
     */
    static void take(Posix posix, NativeFile file, String taken) throws IOException {
        if (!file.tryLock(LockKind.EXCLUSIVE)) {
            throw new FileLockedException(file.path().toString(), taken);
        }
        if (!isInPlace(posix, file)) {
            throw new FileLockedException(
                    file.path().toString(),
                    "another one deleted it between its being opened and locked, or put another file in its place; try"
                            + " again");
        }
    }

    private static boolean isInPlace(Posix posix, NativeFile file) throws IOException {
        try {
            return file.facts().isAt(posix, file.path());
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e.toIoException(file.path());
        }
    }
}
