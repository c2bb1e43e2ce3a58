package io.tidemark.cli.demo;

/** Is told how far a long phase has come. */
public interface Progress {
    /** A phase begins. */
    Phase begin(String what, long bytes);

    /** A phase begins that lasts so long, and is told of nanoseconds. */
    Phase beginTimed(String what, long nanos);

    /** Nothing more is shown, and what is shown of the current phase goes; for any thread. */
    void end();

    /** One phase. */
    interface Phase extends AutoCloseable {
        /** So many bytes more are done, or nanoseconds of a phase that is timed. */
        void advance(long done);

        @Override
        void close();
    }

    /** Nobody looks. */
    static Progress none() {
        Phase silent = new Phase() {
            @Override
            public void advance(long done) {}

            @Override
            public void close() {}
        };
        return new Progress() {
            @Override
            public Phase begin(String what, long bytes) {
                return silent;
            }

            @Override
            public Phase beginTimed(String what, long nanos) {
                return silent;
            }

            @Override
            public void end() {}
        };
    }
}
