package io.tidemark.nativeio;

/**
 * The file system has no space left or the quota is used up ({@code ENOSPC}, {@code EDQUOT}). Nothing is damaged: what
 * was written before is still there, and the operation can succeed once there is space.
 */
public final class DiskFullException extends ShortageException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
