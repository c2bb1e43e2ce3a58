package io.tidemark.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;

/** Writes bytes to standard output, unbuffered, and tells a reader that has gone from a disk that is full. */
final class StandardOutput extends OutputStream {
    static final String NAME = "standard output";

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (Terminal.isPipe(Terminal.STANDARD_OUTPUT)) {
                throw new ClosedOutputException(e);
            }
            FileSystemException named = new FileSystemException(NAME, null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }
}
