package io.tidemark.log;

/** How much of a log is read when it is opened. */
public enum RecoveryScan {
    /**
     * Headers and footers; and the records of the last segments, from the last one on that proves those before it to be
     * durable, and of each one without an intact footer.
     */
    FOOTERS,
    /**
     * Every record of every segment; takes as long as reading all of it. Who opens the log for writing reads a mapping, so a
     * page that is lost in the microseconds between its arrival and its checksum ends the process; on media that is known
     * to fail {@link #FOOTERS} and {@link Verification} copy, and get an exception.
     */
    ALL_RECORDS
}
