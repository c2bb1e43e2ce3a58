package io.tidemark.nativeio;

/**
 * There is not enough of something that has to be had before anything can be done. Nothing was done, and the operation can
 * succeed once there is more of it.
 */
public abstract sealed class ShortageException extends NativeIoException
        permits DiskFullException, ResourceShortageException {
    private static final long serialVersionUID = 1L;

    ShortageException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
