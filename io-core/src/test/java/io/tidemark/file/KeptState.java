package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Range states in memory, for a file that is long from the start without the work of filling it. */
final class KeptState implements StateStore {
    private FileState state;

    private KeptState(FileState state) {
        this.state = state;
    }

    /** Makes a sparse file, sealed up to {@code end} and full of zeros; its data begins at offset 0. */
    static KeptState ofSparseFile(Path path, long end, int border) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(end);
        }
        return sealed(end, border);
    }

    /** Of nothing yet. */
    static KeptState empty() {
        return new KeptState(null);
    }

    /** Of a file or region that was sealed up to {@code end} and closed. */
    static KeptState sealed(long end, int border) {
        List<StoredRange> ranges = List.of(new StoredRange(0, end, RangeMode.CACHED));
        return new KeptState(new FileState(UUID.randomUUID(), border, Condition.CLEAN, end, ranges));
    }

    @Override
    public synchronized Optional<FileState> load() {
        return Optional.ofNullable(state);
    }

    @Override
    public synchronized void store(FileState newState) {
        state = newState;
    }
}
