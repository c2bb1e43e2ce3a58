package io.tidemark.cli.demo;

import java.nio.file.FileSystemException;

/** A byte of the file is not what was appended. */
public final class MismatchException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    MismatchException(String path, long offset, byte expected, byte found) {
        super(
                path,
                null,
                String.format("mismatch at offset %d: 0x%02x, but 0x%02x was appended", offset, found, expected));
    }
}
