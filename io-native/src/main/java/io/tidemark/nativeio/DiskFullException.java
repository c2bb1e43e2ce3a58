package io.tidemark.nativeio;

/**
 * There is no space: the file system has none left or the quota is used up ({@code ENOSPC}, {@code EDQUOT}), or the file may
 * not become so long ({@code EFBIG}). Nothing is damaged: what was written before is still there, and the operation can
 * succeed once there is space.
 */
public final class DiskFullException extends ShortageException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
