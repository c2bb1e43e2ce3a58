package io.tidemark.cli;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A non-blocking input that has nothing for a while. */
final class IdleInput implements ReadableByteChannel {
    private final ByteBuffer text;
    private final long idleUntilNanos;
    private int reads;

    IdleInput(String text, Duration idle) {
        this.text = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        this.idleUntilNanos = System.nanoTime() + idle.toNanos();
    }

    /** How often it was asked. */
    int reads() {
        return reads;
    }

    @Override
    public int read(ByteBuffer target) {
        reads++;
        if (System.nanoTime() - idleUntilNanos < 0) {
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
