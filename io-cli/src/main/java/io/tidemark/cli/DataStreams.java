package io.tidemark.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * Standard input and output as bytes, for commands whose data is no text. Neither is closed here.
 *
 * @param in blocks until there is a byte, or gives none if it is non-blocking; not open where the process has no
 *     standard input
 * @param out throws {@link ClosedOutputException} when nobody reads any more
 */
record DataStreams(ReadableByteChannel in, OutputStream out) {
    /** Of this process. */
    static DataStreams system() {
        return new DataStreams(standardInput(), new StandardOutput());
    }

    private static ReadableByteChannel standardInput() {
        return Terminal.isReadable(Terminal.STANDARD_INPUT)
                ? new FileInputStream(FileDescriptor.in).getChannel()
                : new ClosedInput();
    }

    private static final class ClosedInput implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws ClosedChannelException {
            throw new ClosedChannelException();
        }

        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void close() {}
    }
}
