package io.tidemark.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Today's practice: what is sealed is copied to a file of its own, which is then forced. Read and written by hand:
 * {@code transferTo} may share blocks where the file system can, and then copies nothing.
 */
final class CopyOut {
    /**
     * What it cost.
     *
     * @param bytes copied
     * @param nanos until the copy is durable
     */
    record Result(long bytes, long nanos) {}

    /** Enough to be measured; more would only take longer. */
    static final long MOST_BYTES = 256L << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    private CopyOut() {}

    static Result copy(Path from, long offset, long length, FileChannel target, Progress.Phase phase)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        long start = System.nanoTime();
        try (FileChannel source = FileChannel.open(from)) {
            for (long done = 0; done < length; ) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, length - done));
                int count = source.read(chunk, offset + done);
                if (count < 0) {
                    throw new IOException(from + " ends at " + (offset + done) + ", before all was copied");
                }
                chunk.flip();
                while (chunk.hasRemaining()) {
                    target.write(chunk);
                }
                done += count;
                phase.advance(count);
            }
            target.force(true);
        }
        return new Result(length, System.nanoTime() - start);
    }
}
