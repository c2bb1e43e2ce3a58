package io.tidemark.nativeio;

/**
 * The kernel, the file system or this kind of inode does not offer the operation ({@code EOPNOTSUPP}, {@code ENOSYS},
 * {@code ENOTTY}, {@code ENODEV}). Nothing has changed; take the next way.
 */
public final class UnsupportedFileOperationException extends NativeIoException {
    private static final long serialVersionUID = 1L;

    UnsupportedFileOperationException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
