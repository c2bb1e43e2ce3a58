package io.tidemark.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;

/**
 * Standard input and output as bytes, for commands whose data is no text. Neither is closed.
 *
 * @param in blocks until there is a byte
 * @param out throws {@link ClosedOutputException} when nobody reads any more
 */
record DataStreams(ReadableByteChannel in, OutputStream out) {
    /** Of this process. */
    static DataStreams system() {
        return new DataStreams(new FileInputStream(FileDescriptor.in).getChannel(), new StandardOutput());
    }
}
