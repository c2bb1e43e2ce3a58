package io.tidemark.file;

import io.tidemark.file.access.WriterLock;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.UnsupportedFileOperationException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Deletes a file together with its shadow. */
final class Deletion {
    private final Posix posix;
    private final Path path;

    Deletion(Posix posix, Path path) {
        this.posix = posix;
        this.path = path;
    }

    /** The shadow first, because without its file nobody would look for it. */
    void run() throws IOException {
        try (NativeFile file = NativeFile.open(posix, path, OpenRequest.readWrite())) {
            requireNoWriter(file);
            Shadow.delete(posix, path);
            posix.unlink(path.toString());
        } catch (NoSuchFileException e) {
            Shadow.delete(posix, path); // Of a file that was removed without it.
            throw e;
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
        NativeFile.forceDirectory(posix, path.toAbsolutePath().getParent());
    }

    /**
     * It holds its lock until the file is gone, so no writer comes in between: one that has opened the file meanwhile finds
     * it gone when it gets the lock.
     */
    private void requireNoWriter(NativeFile file) throws IOException {
        try {
            WriterLock.take(file, path, "another writer has it open; close that one before the file is deleted");
        } catch (UnsupportedFileOperationException e) {
            return; // No locks here; then writers have none either.
        }
    }
}
