package io.tidemark.nativeio;

/**
 * The medium failed ({@code EIO}, {@code EHWPOISON}). After a failed write or force the kernel may have dropped the data
 * and marked it clean, so repeating the call proves nothing: treat what it covered as lost.
 */
public final class MediaErrorException extends NativeIoException {
    private static final long serialVersionUID = 1L;

    MediaErrorException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
