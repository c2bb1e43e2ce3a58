package io.tidemark.log.segment;

import io.tidemark.file.FileLockedException;
import io.tidemark.nativeio.LockKind;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import java.nio.file.Path;

/** What keeps a log to one writer: a lock on a file that goes only with the log. */
final class WriterLock {
    private WriterLock() {}

    /**
     * Locks {@code file}; closing it drops the lock.
     *
     * @param log what messages call it
     * @throws FileLockedException if somebody else holds the lock, or held it and took back the log that wasn't complete
     */
    static void take(NativeFile file, Path log) throws IOException {
        if (!file.tryLock(LockKind.EXCLUSIVE)) {
            throw new FileLockedException(
                    log.toString(),
                    "another writer has the log open, in this process or another; close that one, or open for reading"
                            + " only");
        }
        if (file.facts().linkCount() == 0) {
            throw new FileLockedException(
                    log.toString(),
                    "another writer deleted it between its being opened and locked, because creating it had failed; open"
                            + " it again");
        }
    }
}
