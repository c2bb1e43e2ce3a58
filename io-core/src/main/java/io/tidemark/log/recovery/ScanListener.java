package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;

/** Hears of a scan, in its thread. */
public interface ScanListener {
    /** Hears nothing. */
    ScanListener NONE = new ScanListener() {};

    /**
     * A valid record that continues the segment. The footer is reported before it is compared with the segment.
     *
     * @param record only until the call returns
     */
    default void onRecord(RecordCursor record) {}

    /**
     * A valid record behind the end of the segment's records that was written when something of the segment was durable; the
     * first one, unless the segment turns out to be damaged.
     *
     * @param record only until the call returns
     */
    default void onProofBehind(RecordCursor record) {}

    /** All below this offset of the segment has been read; rises with each chunk. */
    default void onProgress(long offset) {}
}
