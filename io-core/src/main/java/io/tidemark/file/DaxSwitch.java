package io.tidemark.file;

import io.tidemark.file.SwitchOutcome.Stayed;
import io.tidemark.file.SwitchOutcome.Switched;
import io.tidemark.file.access.WriterLock;
import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Pause;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.UnsupportedFileOperationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Switches a whole file between DAX and the page cache, in place: not a byte is copied. On a file system that is mounted
 * with {@code dax=inode} (the default) each file has a flag, and its state follows the flag when the last process has
 * closed it. For a layout with a file for each segment: written on DAX, then
 * {@linkplain HybridFile#closeIntoPageCache closed} into the page cache.
 *
 * <p>The kernel says nothing when the state does not follow. So the file is looked at after it was reopened, and what
 * stands in the way is looked for.
 */
public final class DaxSwitch {
    /** A process that is just being forked may hold the file for a moment. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private DaxSwitch() {}

    /**
     * Switches a closed file to the page cache. The flag is durable on return.
     *
     * @param path of a file that this process owns; a symbolic link is refused
     * @throws FileLockedException if a writer has it open
     * @throws IOException if it can't be opened, or its flag can't be changed; it is as before
     */
    public static SwitchOutcome toPageCache(Path path) throws IOException {
        return run(Posix.system(), path, DaxFlag.CLEAR);
    }

    /**
     * Switches a closed file to DAX. The flag is durable on return.
     *
     * @param path of a file that this process owns; a symbolic link is refused
     * @throws FileLockedException if a writer has it open
     * @throws io.tidemark.nativeio.UnsupportedFileOperationException if the file system has no such flag, or refuses it
     *     for this file
     * @throws IOException if it can't be opened, or its flag can't be changed; it is as before
     */
    public static SwitchOutcome toDax(Path path) throws IOException {
        return run(Posix.system(), path, DaxFlag.SET);
    }

    private static SwitchOutcome run(Posix posix, Path path, DaxFlag flag) throws IOException {
        FileFacts file;
        try (NativeFile opened = NativeFile.open(posix, path, OpenRequest.readWrite())) {
            WriterLock.take(
                    opened, opened.path(), "a writer has it open, in this process or another; close that one first");
            file = opened.facts();
            store(opened, flag);
        }
        return look(posix, path, file, flag);
    }

    /** Stores the flag with a file that is open. */
    static void store(NativeFile file, DaxFlag flag) throws IOException {
        try {
            flag.store(file);
            file.force();
        } catch (UnsupportedFileOperationException e) {
            if (flag == DaxFlag.SET || file.isDax()) {
                throw e;
            } // Without the flag, and without DAX: in the page cache already.
        }
    }

    /**
     * Looks at a file that was closed after its flag was stored.
     *
     * @param file what is to be found at {@code path}
     */
    static SwitchOutcome look(Posix posix, Path path, FileFacts file, DaxFlag flag) throws IOException {
        for (int attempt = 1; ; attempt++) {
            FileFacts found;
            DaxFlag foundFlag;
            try (NativeFile opened = NativeFile.open(posix, path, OpenRequest.readOnly())) {
                found = opened.facts();
                if (!found.isSameFileAs(file)) {
                    throw new IOException(path + " leads to another file than the one that was switched");
                }
                if (found.isDax() == (flag == DaxFlag.SET)) {
                    return new Switched();
                }
                foundFlag = DaxFlag.of(opened);
                flag.store(opened); // Or the kernel would keep the file for having been looked up again.
            }
            if (attempt == ATTEMPTS) {
                return new Stayed(Obstacles.of(found, foundFlag, flag));
            }
            Pause.nanos(path, PAUSE_NANOS);
        }
    }
}
