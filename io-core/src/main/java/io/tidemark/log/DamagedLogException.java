package io.tidemark.log;

import java.nio.file.FileSystemException;

/**
 * Bytes of the log that had been durable are not what was written. Nothing was changed; what is not damaged can be
 * rescued into a new log by {@link Salvage}.
 */
public final class DamagedLogException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final long sequence;
    private final String what;

    /**
     * @param path of the file
     * @param offset in it
     * @param sequence of the first record that is missing, as far as that is known
     * @param what what was found, and how it is known to be wrong
     */
    public DamagedLogException(String path, long offset, long sequence, String what) {
        super(
                path,
                null,
                "damaged at offset " + offset + ", from sequence " + sequence + " on: " + what
                        + "; restore it from a copy, or rescue the rest with 'salvage'");
        this.offset = offset;
        this.sequence = sequence;
        this.what = what;
    }

    /** What was found, and how it is known to be wrong. */
    public String what() {
        return what;
    }

    /** Where in the file. */
    public long offset() {
        return offset;
    }

    /** The first record that is missing. */
    public long sequence() {
        return sequence;
    }
}
