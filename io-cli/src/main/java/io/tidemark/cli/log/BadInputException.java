package io.tidemark.cli.log;

import java.io.IOException;

/** The input holds something that is no record; the message is the whole line that says so. */
public final class BadInputException extends IOException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
        super(message);
    }
}
