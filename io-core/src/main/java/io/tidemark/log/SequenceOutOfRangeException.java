package io.tidemark.log;

import java.nio.file.FileSystemException;

/** A sequence that the log doesn't hold: discarded, or not appended yet. */
public final class SequenceOutOfRangeException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final long firstSequence;
    private final long lastSequence;

    public SequenceOutOfRangeException(String path, long sequence, long firstSequence, long lastSequence) {
        super(path, null, message(sequence, firstSequence, lastSequence));
        this.firstSequence = firstSequence;
        this.lastSequence = lastSequence;
    }

    private static String message(long sequence, long first, long last) {
        return "there is no sequence " + sequence + ": " + held(first, last);
    }

    private static String held(long first, long last) {
        if (last < first) {
            return "the log is empty, and goes on with " + first;
        }
        return first == last ? "the log holds " + first + " only" : "the log holds " + first + " to " + last;
    }

    /** The first sequence that the log held then. */
    public long firstSequence() {
        return firstSequence;
    }

    /** The last one; lower than {@link #firstSequence} if the log was empty. */
    public long lastSequence() {
        return lastSequence;
    }
}
