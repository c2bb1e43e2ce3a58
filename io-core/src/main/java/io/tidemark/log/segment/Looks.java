package io.tidemark.log.segment;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/** Looks at what somebody else changes meanwhile: they are repeated until one finds what the one before has found. */
public final class Looks {
    /** A writer that is still faster then won't be slower. */
    public static final int MOST = 20;

    private Looks() {}

    /** Whether both looks failed in the same way. */
    public static boolean isSame(IOException one, IOException other) {
        return other != null
                && one.getClass() == other.getClass()
                && Objects.equals(one.getMessage(), other.getMessage());
    }

    /**
     * What to throw after the last one.
     *
     * @param seen what was found last; null if nothing was wrong but that it changed
     */
    public static FileSystemException tooFast(Path path, IOException seen) {
        FileSystemException failure = new FileSystemException(
                path.toString(), null, "its writer discards segments faster than they can be looked at; try again");
        failure.initCause(seen);
        return failure;
    }
}
