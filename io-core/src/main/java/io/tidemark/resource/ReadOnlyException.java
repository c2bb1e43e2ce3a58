package io.tidemark.resource;

import java.nio.channels.NonWritableChannelException;

/** What was opened for reading only was to be changed; unlike its kind it says what, and what to do. */
public final class ReadOnlyException extends NonWritableChannelException {
    private static final long serialVersionUID = 1L;

    private final String message;

    /** @param what was opened, such as {@code the log}; {@code name} tells which one */
    public ReadOnlyException(String name, String what) {
        this.message = name + ": " + what + " was opened READ_ONLY; to change it, open it with OPEN_EXISTING or"
                + " CREATE_OR_OPEN";
    }

    @Override
    public String getMessage() {
        return message;
    }
}
