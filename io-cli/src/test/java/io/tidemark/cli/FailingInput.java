package io.tidemark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** An input that fails behind some text, not always as an input would. */
final class FailingInput implements ReadableByteChannel {
    private final ByteBuffer text;
    private final Throwable failure;

    FailingInput(String text, Throwable failure) {
        this.text = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        this.failure = failure;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!text.hasRemaining()) {
            fail();
        }
        int count = text.remaining();
        target.put(text);
        return count;
    }

    private void fail() throws IOException {
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw new IOException(failure);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
