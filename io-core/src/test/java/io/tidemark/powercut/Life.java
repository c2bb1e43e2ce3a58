package io.tidemark.powercut;

import java.io.Closeable;
import java.io.IOException;

/** A file or log between two power cuts. Where it says how far something is, it counts a file's bytes or a log's records. */
interface Life extends Closeable {
    /**
     * Reads all that is there.
     *
     * @throws Violation if that is not exactly what was acknowledged and, behind it, a run of valid records that were not
     */
    void check(Acknowledged known) throws IOException, Violation;

    /** Where what is there begins. */
    long begin();

    /** Where it ends. */
    long end();

    /** Appends some records, and now and then does what else there is to be done; tells what is acknowledged. */
    void step() throws IOException;
}
