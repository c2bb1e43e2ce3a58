package io.tidemark.log.commit;

import io.tidemark.file.SizeLimitException;
import io.tidemark.log.LogFailedException;
import io.tidemark.log.UnreadableRecordException;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** The first failure of a log's writer; there is no way back from it. Any thread. */
public final class LogFailure {
    private final String path;
    private final Consumer<Throwable> listener;
    private volatile Throwable cause;

    /** @param listener is told of the failure, once, by whoever met it; must neither wait nor throw */
    public LogFailure(String path, Consumer<Throwable> listener) {
        this.path = path;
        this.listener = listener;
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

    /** What says that the writer has failed, if it has. */
    public Optional<LogFailedException> exception() {
        return Optional.ofNullable(cause).map(first -> new LogFailedException(path, first));
    }

    /** Fails the writer, unless it has failed already. */
    public void set(Throwable newCause) {
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = newCause;
        }
        listener.accept(newCause);
    }

    /** Fails the writer; returns what to throw. */
    public IOException by(Throwable newCause) {
        set(newCause);
        if (newCause instanceof Error error) {
            throw error;
        }
        return newCause instanceof IOException io ? io : new LogFailedException(path, newCause);
    }

    /**
     * As {@link #by}, but for what is met before anything is written: a full disk, a want of descriptors, mappings or
     * memory, and a record that can't be read fail nothing but the append that meets them.
     */
    public IOException byUnlessRefused(Throwable newCause) {
        return newCause instanceof ShortageException
                        || newCause instanceof SizeLimitException
                        || newCause instanceof UnreadableRecordException
                ? (IOException) newCause
                : by(newCause);
    }
}
