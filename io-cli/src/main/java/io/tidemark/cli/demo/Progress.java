package io.tidemark.cli.demo;

/** Is told how far a long phase has come. */
public interface Progress {
    /** A phase begins. */
    Phase begin(String what, long bytes);

    /** One phase. */
    interface Phase extends AutoCloseable {
        /** So many bytes more are done. */
        void advance(long bytes);

        @Override
        void close();
    }

    /** Nobody looks. */
    static Progress none() {
        Phase silent = new Phase() {
            @Override
            public void advance(long bytes) {}

            @Override
            public void close() {}
        };
        return (what, bytes) -> silent;
    }
}
