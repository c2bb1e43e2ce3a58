package io.tidemark.nativeio;

import java.nio.file.FileSystemException;

/** A read needed bytes that the file does not have: it ended before them, or was truncated underneath. */
public final class TruncatedFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final long expectedLength;
    private final long fileSize;

    /** @param fileSize the file's size in bytes when the failure was noticed */
    public TruncatedFileException(String file, long offset, long expectedLength, long fileSize) {
        super(
                file,
                null,
                "Expected " + expectedLength + " bytes at offset " + offset + ", but the file ends at " + fileSize
                        + "; it was truncated or never written that far");
        this.offset = offset;
        this.expectedLength = expectedLength;
        this.fileSize = fileSize;
    }

    /** First byte of the file that was wanted. */
    public long offset() {
        return offset;
    }

    /** Bytes that were wanted. */
    public long expectedLength() {
        return expectedLength;
    }

    /** Size of the file in bytes when the failure was noticed. */
    public long fileSize() {
        return fileSize;
    }
}
