package io.tidemark.file;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the {@link FileState} lives. By default in a checksummed header of the file itself; a caller that has
 * metadata of its own (a log with segment headers, a database with a manifest) implements this and the file holds
 * nothing but data.
 *
 * <p>Called by one thread at a time. {@link #store} is a commit point: after it returns the new state survives power
 * loss; if it throws or the machine stops inside it, the old or the new state is found, never a mixture.
 */
public interface StateStore {
    /** The state stored last; empty for a new file. */
    Optional<FileState> load() throws IOException;

    /** Replaces the state, durably. */
    void store(FileState state) throws IOException;
}
