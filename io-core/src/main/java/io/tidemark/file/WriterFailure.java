package io.tidemark.file;

import io.tidemark.file.event.WriterFailedEvent;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeIoException;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;

/** The first failure of a writer; there is no way back from it. Safe for any thread. */
final class WriterFailure {
    private final String path;
    private volatile Throwable cause;

    /** Whether somebody who called was told; what fails in the background isn't told to anybody at first. */
    private volatile boolean isTold;

    WriterFailure(String path) {
        this.path = path;
    }

    /** Whether the writer has failed. */
    boolean isSet() {
        return cause != null;
    }

    /** Throws if the writer has failed. */
    void check() throws WriterFailedException {
        Throwable first = cause;
        if (first != null) {
            isTold = true;
            throw new WriterFailedException(path, first);
        }
    }

    /** Throws if the writer has failed and nobody was told. */
    void checkUntold() throws WriterFailedException {
        if (!isTold) {
            check();
        }
    }

    /** Fails the writer, unless it has failed already. */
    synchronized void set(Throwable newCause) {
        if (cause != null) {
            return;
        }
        cause = newCause;
        WriterFailedEvent event = new WriterFailedEvent();
        event.path = path;
        event.cause = String.valueOf(newCause);
        event.commit();
    }

    /** Fails the writer; returns what to throw, which is no {@link ShortageException}: that says that nothing is lost. */
    IOException by(Throwable newCause) {
        if (newCause instanceof ShortageException shortage) {
            return by(loss(shortage));
        }
        set(newCause);
        isTold = true;
        if (newCause instanceof Error error) {
            throw error;
        }
        return newCause instanceof IOException io ? io : new WriterFailedException(path, newCause);
    }

    private static NativeIoException loss(ShortageException want) {
        NativeIoException loss = new NativeIoException(
                want.getFile(),
                "the writer failed, and what was not forced may be lost: " + want.getReason(),
                (ErrnoException) want.getCause(),
                want.offset(),
                want.length());
        loss.addSuppressed(want); // It tells where it was met, and what else went wrong there.
        return loss;
    }
}
