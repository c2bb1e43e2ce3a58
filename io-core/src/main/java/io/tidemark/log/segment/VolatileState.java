package io.tidemark.log.segment;

import io.tidemark.file.FileState;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.StateStore;
import io.tidemark.file.StoredRange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Range states that need not be stored, because headers, records and footers say it all. */
final class VolatileState implements StateStore {
    private final FileState initial;

    private VolatileState(FileState initial) {
        this.initial = initial;
    }

    /** Nothing yet. */
    static VolatileState empty() {
        return new VolatileState(null);
    }

    /** Data up to {@code endOffset}, with ranges of other modes than the tail's. */
    static VolatileState of(UUID fileId, long borderBytes, long endOffset, List<StoredRange> ranges) {
        return new VolatileState(new FileState(fileId, borderBytes, Condition.CLEAN, endOffset, ranges));
    }

    @Override
    public Optional<FileState> load() {
        return Optional.ofNullable(initial);
    }

    @Override
    public void store(FileState state) {}
}
