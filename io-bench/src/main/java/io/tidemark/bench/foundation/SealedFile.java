package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file with a sealed range in the page cache and enough tail behind it that the tail's ring holds none of it. Its
 * writer stays open, as in a log that is read while it grows.
 */
public final class SealedFile implements AutoCloseable {
    /** What one read takes. */
    public static final int READ_BYTES = 4096;

    /** Where the range lies that is read. */
    public enum Position {
        /** As far below the seal as the kernel may read ahead: where most reads of a log go. */
        CLEAR_OF_SEAL(32 << 20),
        /** Up to the seal, where the library has to keep readahead away from the tail. */
        AT_SEAL(0);

        private final long distanceBytes;

        Position(long distanceBytes) {
            this.distanceBytes = distanceBytes;
        }
    }

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int RING_BYTES = 2 << 20;

    private final HybridFile file;
    private final long sealedBytes;

    private SealedFile(HybridFile file, long sealedBytes) {
        this.file = file;
        this.sealedBytes = sealedBytes;
    }

    /**
     * Writes a new file.
     *
     * @param tail mode of the tail
     * @param sealed mode of the sealed range
     * @param sealedBytes length of what is read, a multiple of 1 MiB
     */
    public static SealedFile create(Path path, RangeMode tail, RangeMode sealed, long sealedBytes, Position position)
            throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .openMode(OpenMode.CREATE_NEW)
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(sealed))
                .sealing(Sealing.ON_REQUEST)
                .tailBufferBytes(RING_BYTES)
                .build();
        HybridFile file = HybridFile.open(path, options);
        SealedFile result = new SealedFile(file, sealedBytes);
        try {
            result.append(sealedBytes + position.distanceBytes);
            file.seal(file.endOffset());
            result.append(2 * RING_BYTES);
            file.force();
            result.warm();
            return result;
        } catch (IOException | RuntimeException e) {
            result.close();
            throw e;
        }
    }

    /** The library's file. */
    public HybridFile file() {
        return file;
    }

    /** Where what is read begins in the file. */
    public long offset() {
        return file.dataOffset();
    }

    /** Length of what is read. */
    public long sealedBytes() {
        return sealedBytes;
    }

    private void append(long length) throws IOException {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        try {
            for (long done = 0; done < length; done += CHUNK_BYTES) {
                file.append(Pattern.fill(chunk, file.endOffset() - offset()));
            }
        } finally {
            chunk.release();
        }
    }

    /** Reads all of it once, which brings it into the page cache and checks it. */
    private void warm() throws IOException {
        ByteBuf target = PooledByteBufAllocator.DEFAULT.directBuffer(READ_BYTES, READ_BYTES);
        try {
            for (long position = 0; position < sealedBytes; position += READ_BYTES) {
                file.readAt(offset() + position, target.clear(), READ_BYTES);
                if (target.getLong(0) != Pattern.at(position)) {
                    throw new IllegalStateException("wrong bytes at offset " + (offset() + position));
                }
            }
        } finally {
            target.release();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HybridFile.delete(file.path());
        }
    }
}
