package io.tidemark.log.commit;

import io.tidemark.log.LogFailedException;
import java.io.IOException;

/** The first failure of a log's writer; there is no way back from it. Any thread. */
public final class FailureState {
    private final String path;
    private volatile Throwable cause;

    public FailureState(String path) {
        this.path = path;
    }

    /** Whether the writer has failed. */
    public boolean isSet() {
        return cause != null;
    }

    /** Throws if the writer has failed. */
    public void check() throws LogFailedException {
        Throwable first = cause;
        if (first != null) {
            throw new LogFailedException(path, first);
        }
    }

    /** Fails the writer, unless it has failed already. */
    public synchronized void set(Throwable newCause) {
        if (cause == null) {
            cause = newCause;
        }
    }

    /** Fails the writer; returns what to throw. */
    public IOException by(Throwable newCause) {
        set(newCause);
        if (newCause instanceof Error error) {
            throw error;
        }
        return newCause instanceof IOException io ? io : new LogFailedException(path, newCause);
    }
}
