package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * Records that were shown are no longer in the log: they had not been durable, and a crash of its writer or of the machine,
 * or a write that failed, took them back. What the log holds at their sequences now, if anything, are others. Only who reads
 * beside a writer somewhere else is told that; about records that {@link Visibility#DURABLE} shows only if somebody has cut the
 * log off or put it back to an earlier state, or the medium has lost what it had said to be durable.
 */
public final class LogCutBackException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    /** @param shown to whom the records were shown */
    public LogCutBackException(String path, long sequence, Visibility shown) {
        super(
                path,
                null,
                "from sequence " + sequence + " on, records that were shown are no longer in the log: " + why(shown));
        this.sequence = sequence;
    }

    private static String why(Visibility shown) {
        return switch (shown) {
            case APPENDED ->
                "they were not durable, and a crash took them back, or the log was cut off or put back to an"
                        + " earlier state; begin to read anew. Who asks for durable ones only is shown none that a crash can take";
            case DURABLE ->
                "they were durable, so the log was cut off or put back to an earlier state, or its medium has lost"
                        + " them; begin to read anew";
        };
    }

    /** The first record that was taken back. */
    public long sequence() {
        return sequence;
    }
}
