package io.tidemark.bench.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A closed file with one sealed range.
 *
 * @param path of the file
 * @param start of the range
 * @param length of the range; a power of two
 */
public record ReadFile(Path path, long start, long length) implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final long POLL_NANOS = 1_000_000;
    private static final long LIMIT_NANOS = 30_000_000_000L;

    /**
     * Writes it.
     *
     * @param length a power of two, at least 1 MiB
     */
    public static ReadFile create(Path path, RangeMode mode, long length) throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .openMode(OpenMode.CREATE_NEW)
                .sealed(ModeChoice.require(mode))
                .sealing(Sealing.ON_REQUEST)
                .build();
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        try (HybridFile file = HybridFile.open(path, options)) {
            for (long done = 0; done < length; done += CHUNK_BYTES) {
                file.append(Pattern.fill(chunk, done));
            }
            file.seal(file.endOffset());
            awaitMode(file, mode);
            return new ReadFile(path, file.dataOffset(), length);
        } finally {
            chunk.release();
        }
    }

    /** A shadow follows the seal in the background. */
    private static void awaitMode(HybridFile file, RangeMode mode) throws IOException {
        long start = System.nanoTime();
        while (file.ranges().get(0).mode() != mode) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IOException(file.path() + " is not in mode " + mode + ": " + file.ranges());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() throws IOException {
        HybridFile.delete(path);
    }
}
