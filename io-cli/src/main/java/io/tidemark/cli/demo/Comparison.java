package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.file.HybridFile;
import java.io.IOException;

/** Reads parts of the file and compares each byte with the input that it came from. For one thread. */
final class Comparison implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final HybridFile file;
    private final Input input;
    private final ByteBuf actual = PooledByteBufAllocator.DEFAULT.directBuffer();
    private final ByteBuf expected = PooledByteBufAllocator.DEFAULT.directBuffer();

    Comparison(HybridFile file, Input input) {
        this.file = file;
        this.input = input;
    }

    /**
     * Compares one part.
     *
     * @return how long the read from the file took, in nanoseconds
     * @throws MismatchException if a byte differs
     */
    long compare(long offset, int length) throws IOException {
        actual.clear();
        long start = System.nanoTime();
        file.readAt(offset, actual, length);
        long nanos = System.nanoTime() - start;
        input.read(offset - file.dataOffset(), expected, length);
        if (!ByteBufUtil.equals(actual, expected)) {
            input.requireUnchanged();
            int i = firstDifference();
            throw new MismatchException(file.path().toString(), offset + i, expected.getByte(i), actual.getByte(i));
        }
        return nanos;
    }

    private int firstDifference() {
        int i = 0;
        while (actual.getByte(i) == expected.getByte(i)) {
            i++;
        }
        return i;
    }

    /** Compares the whole file; how many bytes that were. */
    static long compareAll(HybridFile file, Input input, Progress.Phase phase) throws IOException {
        long end = file.endOffset();
        try (Comparison comparison = new Comparison(file, input)) {
            for (long offset = file.dataOffset(); offset < end; ) {
                int length = (int) Math.min(CHUNK_BYTES, end - offset);
                comparison.compare(offset, length);
                offset += length;
                phase.advance(length);
            }
        }
        return end - file.dataOffset();
    }

    @Override
    public void close() {
        actual.release();
        expected.release();
    }
}
