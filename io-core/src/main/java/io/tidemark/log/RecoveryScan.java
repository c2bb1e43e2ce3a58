package io.tidemark.log;

/** How much of a log is read when it is opened. */
public enum RecoveryScan {
    /** Headers, footers, and the records of the last segment; a segment without an intact footer, too. */
    FOOTERS,
    /** Every record of every segment; takes as long as reading all of it. */
    ALL_RECORDS
}
