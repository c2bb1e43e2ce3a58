package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Feeds lines to a process that is to be killed when it has acknowledged some of them. Leaves the pipe open, so that it never
 * ends by itself; where there are fewer lines than that, or they can't be read, ends it, because nobody would.
 */
final class Feeder implements Runnable {
    private static final int BYTE_BITS = 8;

    private final InputLines lines;
    private final Process process;
    private final long least;
    private final Progress.Phase phase;

    private volatile IOException failure;

    /** @param least how many lines it has to get */
    Feeder(InputLines lines, Process process, long least, Progress.Phase phase) {
        this.lines = lines;
        this.process = process;
        this.least = least;
        this.phase = phase;
    }

    @Override
    public void run() {
        try {
            feed();
        } catch (IOException e) {
            failure = e;
            process.toHandle().destroyForcibly();
        }
    }

    /** Throws what kept the process from getting enough. */
    void requireFed() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private void feed() throws IOException {
        OutputStream out = process.getOutputStream();
        long fed = 0;
        for (ByteBuf next = lines.next(); next != null; next = lines.next()) {
            ByteBuf line = next;
            if (!isTaken(() -> write(line, out))) {
                return;
            }
            phase.advance(line.readableBytes() + 1L);
            fed++;
        }
        if (isTaken(out::flush) && fed < least) {
            throw new IOException(
                    "the input has " + fed + " lines, and had more a moment ago; take a file that nobody writes");
        }
    }

    private static void write(ByteBuf line, OutputStream out) throws IOException {
        int length = line.readableBytes();
        for (int shift = 0; shift < Integer.SIZE; shift += BYTE_BITS) {
            out.write(length >>> shift);
        }
        line.getBytes(line.readerIndex(), out, length);
    }

    /** False if the process is gone: it has been killed, or how it ended is told by its exit value. */
    private static boolean isTaken(Writing writing) {
        try {
            writing.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
