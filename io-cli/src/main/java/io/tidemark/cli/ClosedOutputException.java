package io.tidemark.cli;

import java.io.IOException;

/** Whoever read the output has gone, as {@code head} does when it has seen enough. */
final class ClosedOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedOutputException(IOException cause) {
        super(cause);
    }
}
