package io.tidemark.nativeio;

/**
 * There is not enough of something that an operation needs, and it can succeed once there is more of it. Nothing is damaged;
 * but of a write that is met by it a part may be done ({@link NativeFile#write}).
 */
public abstract sealed class ShortageException extends NativeIoException
        permits DiskFullException, ResourceShortageException {
    private static final long serialVersionUID = 1L;

    ShortageException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
