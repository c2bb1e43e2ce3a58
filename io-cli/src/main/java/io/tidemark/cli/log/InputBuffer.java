package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.LockSupport;

/** Bytes of an input that were read and not taken yet; it grows with the longest record. For one thread. */
final class InputBuffer implements Closeable {
    private static final int FIRST_BYTES = 1 << 20;

    /** How long a non-blocking input that has nothing yet is left alone. */
    private static final long PAUSE_NANOS = 1_000_000;

    private final ReadableByteChannel input;
    private final ByteBuf bytes = Unpooled.directBuffer(FIRST_BYTES);

    InputBuffer(ReadableByteChannel input) {
        this.input = input;
    }

    /** What is there; its reader index is the caller's to move. */
    ByteBuf bytes() {
        return bytes;
    }

    /**
     * Reads what there is, one byte at least, for which it waits; false at the end of the input. What was sliced before is
     * not valid then.
     */
    boolean fill() throws IOException {
        if (!bytes.isReadable()) {
            bytes.clear();
        } else if (!bytes.isWritable()) {
            bytes.discardReadBytes();
        }
        if (!bytes.isWritable()) {
            bytes.capacity(2 * bytes.capacity());
        }
        int count = read();
        while (count == 0) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            count = read();
        }
        bytes.writerIndex(bytes.writerIndex() + Math.max(0, count));
        return count >= 0;
    }

    private int read() throws IOException {
        try {
            return input.read(bytes.nioBuffer(bytes.writerIndex(), bytes.writableBytes()));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new BadInputException("the input can't be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        bytes.release();
    }
}
