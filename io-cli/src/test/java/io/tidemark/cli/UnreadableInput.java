package io.tidemark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** An input of which not one byte can be read. */
final class UnreadableInput implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
        throw new IOException("it is broken");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
