package io.tidemark.cli;

import java.io.IOException;
import java.io.Writer;

/** Passes text on, and keeps what kept it from getting there: a PrintWriter tells only that something did. */
final class WatchedWriter extends Writer {
    private final Writer out;
    private IOException failure;

    WatchedWriter(Writer out) {
        this.out = out;
    }

    /** The first one; null if all has arrived. */
    IOException failure() {
        return failure;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        watch(() -> out.write(text, from, length));
    }

    @Override
    public void flush() throws IOException {
        watch(out::flush);
    }

    @Override
    public void close() throws IOException {
        watch(out::close);
    }

    private void watch(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
