package io.tidemark.cli;

/** A command can't do what it was asked for; the message is the whole line that says so. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
