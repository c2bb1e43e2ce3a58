package io.tidemark.bench.mixed;

import java.io.IOException;

/** A log with records of one length: old ones that are read, and an end that is appended to. Safe for several threads. */
interface LoadedLog extends AutoCloseable {
    /** What it is called in reports. */
    String name();

    /** Appends a record; it is durable on return. By one thread at a time. */
    void append() throws IOException;

    /** Reads the record with the given number, one of the hot ones. */
    void readHot(long number) throws IOException;

    /** How many records are hot. */
    long hotRecords();

    /** Throws the cold records out of the page cache. */
    void dropCold() throws IOException;

    /** A pass over the cold records. */
    Scan scan() throws IOException;

    @Override
    void close() throws IOException;

    /** A pass by one thread; every record is verified. */
    interface Scan extends AutoCloseable {
        /** Reads the next record; false at the end. */
        boolean next() throws IOException;

        @Override
        void close() throws IOException;
    }
}
