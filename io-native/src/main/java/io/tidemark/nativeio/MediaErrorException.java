package io.tidemark.nativeio;

/**
 * The medium failed ({@code EIO}, {@code EHWPOISON}; {@code ENODATA} and {@code EILSEQ}, which direct reads and writes pass
 * on from a block device that told a medium error or one of its protection information: {@code blk_errors} in the kernel's
 * {@code block/blk-core.c}). After a failed write or force the kernel may have dropped the data and marked it clean, so
 * repeating the call proves nothing: treat what it covered as lost.
 */
public final class MediaErrorException extends NativeIoException {
    private static final long serialVersionUID = 1L;

    MediaErrorException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
