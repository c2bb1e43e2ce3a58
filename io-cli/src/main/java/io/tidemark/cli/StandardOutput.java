package io.tidemark.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;

/**
 * Writes bytes to standard output, unbuffered, and tells a reader that has gone from a disk that is full. After a
 * failure nothing more is written: of the bytes that failed some may have arrived, and would arrive again.
 */
final class StandardOutput extends OutputStream {
    static final String NAME = "standard output";

    private final OutputStream out;
    private IOException failure;

    /** Of this process. */
    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    /** @param out what the bytes go to, unbuffered */
    StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** @throws IOException the first failure, also from then on */
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = named(e);
            throw failure;
        }
    }

    private static IOException named(IOException e) {
        boolean isPipe = Terminal.isPipe(Terminal.STANDARD_OUTPUT);
        if (isPipe && LostReader.isToldBy(e)) {
            return new ClosedOutputException(e);
        }
        boolean canBeTooSlow = isPipe || Terminal.isTerminal(Terminal.STANDARD_OUTPUT);
        String advice = canBeTooSlow && Terminal.isNonBlocking(Terminal.STANDARD_OUTPUT)
                ? "; it is non-blocking, and takes no more at the moment: send it through cat, as in '... | cat'"
                : "";
        FileSystemException named = new FileSystemException(NAME, null, e.getMessage() + advice);
        named.initCause(e);
        return named;
    }
}
