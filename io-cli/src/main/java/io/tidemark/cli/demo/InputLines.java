package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import io.tidemark.cli.log.LineSource;
import java.io.Closeable;
import java.io.IOException;

/** The lines of an input; one that is long is cut into several. The same each time. For one thread. */
final class InputLines implements Closeable {
    private static final int LONGEST_BYTES = 64 << 10;

    private final InputChannel channel;
    private final LineSource lines;
    /** What is left of a long line; null if nothing is. */
    private ByteBuf rest;

    InputLines(Input input, long lengthBytes) {
        channel = new InputChannel(input, lengthBytes);
        lines = new LineSource(channel);
    }

    /** The next one, without its newline, valid until the next call; null at the end. */
    ByteBuf next() throws IOException {
        ByteBuf line = rest == null ? lines.next() : rest;
        if (line == null || line.readableBytes() <= LONGEST_BYTES) {
            rest = null;
            return line;
        }
        rest = line;
        return line.readSlice(LONGEST_BYTES);
    }

    /** Passes over some, as far as there are. */
    void skip(long count) throws IOException {
        for (long left = count; left > 0 && next() != null; left--) {
            // They are not wanted.
        }
    }

    @Override
    public void close() {
        lines.close();
        channel.close();
    }
}
