package io.tidemark.file;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What has to survive reopening: everything about a file that its bytes don't tell.
 *
 * @param fileId drawn when the file was created; a copy has the same
 * @param borderBytes the border size, fixed for the life of the file
 * @param condition whether the writer closed it
 * @param endOffset the end of the data: exact where {@link Condition#CLEAN}, else a lower bound
 * @param ranges the ranges below the tail, ascending, not overlapping
 */
public record FileState(UUID fileId, long borderBytes, Condition condition, long endOffset, List<StoredRange> ranges) {
    /** How the last writer left the file. */
    public enum Condition {
        /** A writer has it open, or died. */
        OPEN,
        /** Closed in order; nothing to recover. */
        CLEAN
    }

    public FileState {
        Objects.requireNonNull(fileId, "fileId");
        Objects.requireNonNull(condition, "condition");
        ranges = List.copyOf(ranges);
    }
}
