package io.tidemark.nativeio;

/**
 * Pages of a mapping cannot be backed ({@code EFAULT} of madvise(2)): the disk is full, or they lie past the end of the
 * file. Touching them would raise SIGBUS; none has been touched.
 */
public final class UnbackedPagesException extends NativeIoException {
    private static final long serialVersionUID = 1L;

    UnbackedPagesException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
