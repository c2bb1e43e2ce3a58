package io.tidemark.log;

/** How much of a log is read when it is opened. */
public enum RecoveryScan {
    /** Headers, footers, and the records of the last segment; a segment without an intact footer, too. */
    FOOTERS,
    /**
     * Every record of every segment; takes as long as reading all of it. Who opens the log for writing reads a mapping, so a
     * page that is lost in the microseconds between its arrival and its checksum ends the process; on media that is known
     * to fail {@link #FOOTERS} and {@link Verification} copy, and get an exception.
     */
    ALL_RECORDS
}
