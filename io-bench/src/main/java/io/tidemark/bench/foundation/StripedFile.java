package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.file.FileState;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.StateStore;
import io.tidemark.file.StoredRange;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads of 64 bytes from a file whose ranges alternate between {@code CACHED_MAPPED} and {@code DISCARDED}: one page
 * in two is read, all by the same way, so that only the number of ranges differs between two such files.
 */
public final class StripedFile implements Contestant, AutoCloseable {
    private static final int READ_BYTES = 64;
    private static final int READABLE = 1 << 10;

    private final HybridFile file;
    private final ByteBuf target = PooledByteBufAllocator.DEFAULT.directBuffer(READ_BYTES, READ_BYTES);
    private final RandomOffsets offsets;
    private final int ranges;

    /** @param ranges an even number, at least {@code 2 * READABLE}, or 1 for a single range of that many pages */
    public StripedFile(Path path, int ranges, int pages) throws IOException {
        this.ranges = ranges;
        long length = (long) pages * LookUps.RANGE_BYTES;
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(length);
        }
        file = HybridFile.open(
                path,
                HybridFileOptions.builder()
                        .openMode(OpenMode.READ_ONLY)
                        .stateStore(new InMemory(state(ranges, length)))
                        .build());
        // Few pages, so that it is the look-up that misses the cache, not the copy.
        offsets = new RandomOffsets(0, pages / READABLE / 2 * 2 * LookUps.RANGE_BYTES, READABLE);
    }

    @Override
    public String name() {
        return "Tidemark readAt, ranges: " + ranges;
    }

    /** The library's file. */
    public HybridFile file() {
        return file;
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            target.clear();
            file.readAt(offsets.next(), target, READ_BYTES);
        }
    }

    @Override
    public void close() throws IOException {
        target.release();
        file.close();
        HybridFile.delete(file.path());
    }

    private static FileState state(int ranges, long length) {
        long each = length / ranges;
        List<StoredRange> stored = new ArrayList<>(ranges);
        for (int i = 0; i < ranges; i++) {
            RangeMode mode = i % 2 == 0 ? RangeMode.CACHED_MAPPED : RangeMode.DISCARDED;
            stored.add(new StoredRange(i * each, each, mode));
        }
        return new FileState(UUID.randomUUID(), LookUps.RANGE_BYTES, FileState.Condition.CLEAN, length, stored);
    }

    /** A state that is only looked at. */
    private record InMemory(FileState state) implements StateStore {
        @Override
        public Optional<FileState> load() {
            return Optional.of(state);
        }

        @Override
        public void store(FileState newState) {
            throw new UnsupportedOperationException("opened for reading only");
        }
    }
}
