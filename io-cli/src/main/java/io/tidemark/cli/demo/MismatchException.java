package io.tidemark.cli.demo;

import java.nio.file.FileSystemException;

/** A byte of the file, or a record of the log, is not what was appended. */
public final class MismatchException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    MismatchException(String path, long offset, byte expected, byte found) {
        super(
                path,
                null,
                String.format("mismatch at offset %d: 0x%02x, but 0x%02x was appended", offset, found, expected));
    }

    MismatchException(String path, long sequence) {
        super(path, null, "mismatch at sequence " + sequence + ": it is not the line that was appended there");
    }
}
