package io.tidemark.resource;

import java.nio.channels.ClosedChannelException;

/** Something was used after its close; unlike its kind it says what. */
public final class ClosedException extends ClosedChannelException {
    private static final long serialVersionUID = 1L;

    private final String message;

    /** @param what was closed, such as {@code the file}; {@code name} tells which one */
    public ClosedException(String name, String what) {
        this.message = name + ": " + what + " is closed";
    }

    /** A log was, of which all parts say the same. */
    public static ClosedException ofLog(String name) {
        return new ClosedException(name, "the log");
    }

    @Override
    public String getMessage() {
        return message;
    }
}
