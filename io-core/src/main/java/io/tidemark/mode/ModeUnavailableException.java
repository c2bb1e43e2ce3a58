package io.tidemark.mode;

import java.nio.file.FileSystemException;

/** A required mode can't be had at this place; the message says why and what could be done. */
public final class ModeUnavailableException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final RangeMode mode;

    /** @param cause why the mode is not available, as {@link Capabilities#unavailabilityCause} tells it */
    public ModeUnavailableException(String path, RangeMode mode, String cause) {
        super(path, null, mode + " is required but not available: " + cause);
        this.mode = mode;
    }

    /** The mode that was required. */
    public RangeMode mode() {
        return mode;
    }
}
