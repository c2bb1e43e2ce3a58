package io.tidemark.cli;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A non-blocking input that has nothing for a while from the first read on. */
final class IdleInput implements ReadableByteChannel {
    private final ByteBuffer text;
    private final long idleNanos;
    private long startNanos;
    private int reads;

    IdleInput(String text, Duration idle) {
        this.text = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        this.idleNanos = idle.toNanos();
    }

    /** How often it was asked. */
    int reads() {
        return reads;
    }

    @Override
    public int read(ByteBuffer target) {
        if (reads++ == 0) {
            startNanos = System.nanoTime();
        }
        if (System.nanoTime() - startNanos < idleNanos) {
            return 0;
        }
        if (!text.hasRemaining()) {
            return -1;
        }
        int count = text.remaining();
        target.put(text);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
