package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The first bytes of an input, one after the other. For one thread. */
final class InputChannel implements ReadableByteChannel {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Input input;
    private final long end;
    private final ByteBuf chunk = Unpooled.directBuffer(CHUNK_BYTES);
    private long position;

    InputChannel(Input input, long lengthBytes) {
        this.input = input;
        this.end = lengthBytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = (int) Math.min(Math.min(CHUNK_BYTES, target.remaining()), end - position);
        if (count == 0) {
            return target.hasRemaining() ? -1 : 0;
        }
        input.read(position, chunk, count);
        target.put(chunk.nioBuffer(0, count));
        position += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return chunk.refCnt() > 0;
    }

    @Override
    public void close() {
        if (isOpen()) {
            chunk.release();
        }
    }
}
