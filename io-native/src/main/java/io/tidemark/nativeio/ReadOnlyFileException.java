package io.tidemark.nativeio;

/**
 * The file cannot be written at all: its file system is mounted read-only, possibly remounted so after an error
 * ({@code EROFS}). Reads go on. From a force it also says that what was written since the last one may be lost.
 */
public final class ReadOnlyFileException extends NativeIoException {
    private static final long serialVersionUID = 1L;

    ReadOnlyFileException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
