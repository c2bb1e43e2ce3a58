package io.tidemark.log;

import java.nio.file.FileSystemException;

/** A record that doesn't fit into a segment of the log; nothing was appended. */
public final class RecordTooLongException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param path of the log
     * @param lengthBytes of the record
     * @param segmentBytes of each segment
     * @param longestBytes length of the longest record that fits into one
     */
    public RecordTooLongException(String path, long lengthBytes, long segmentBytes, long longestBytes) {
        super(
                path,
                null,
                "a record of " + lengthBytes + " bytes; segments of " + segmentBytes + " bytes hold " + longestBytes
                        + " at most, so split it or make the log with larger segments");
    }
}
