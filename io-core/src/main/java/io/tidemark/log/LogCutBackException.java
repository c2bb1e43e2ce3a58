package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * Records that were shown are no longer in the log: they had not been durable, and a crash of its writer or of the machine,
 * or a write that failed, took them back. What the log holds at their sequences now, if anything, are others. Only who reads
 * beside a writer somewhere else is told that, and never about records that {@link Visibility#DURABLE} shows.
 */
public final class LogCutBackException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    public LogCutBackException(String path, long sequence) {
        super(
                path,
                null,
                "from sequence " + sequence
                        + " on, records that were shown are no longer in the log: they were not durable, and a crash took"
                        + " them back; open it anew. Visibility.DURABLE shows only what can't be taken back");
        this.sequence = sequence;
    }

    /** The first record that was taken back. */
    public long sequence() {
        return sequence;
    }
}
