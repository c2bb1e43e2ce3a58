package io.tidemark.log.segment;

import io.tidemark.log.Layout;
import io.tidemark.log.NotALogException;
import io.tidemark.nativeio.FileFacts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where the segments of a log lie, and where the next one goes. It knows places; what is in them is for others. Safe for
 * any thread.
 */
public interface SegmentStore extends Closeable {
    /** What is said to who comes when the writer's lock is another's. */
    String TAKEN =
            "another writer has the log open, in this process or another, or a salvage reads it; let that end first; who"
                    + " only reads needs no lock";

    /** Every place that may hold a segment, in no particular order. */
    List<SegmentPlace> places() throws IOException;

    /**
     * A place for a segment, with whatever bytes an earlier one may have left there, but without its header. It is the
     * caller's until it is {@linkplain #free freed}, or {@linkplain #giveBack given back}.
     *
     * @throws io.tidemark.nativeio.ShortageException if space or memory is lacking for what has to be done there first
     */
    SegmentPlace allocate(long segmentNumber) throws IOException;

    /**
     * Destroys the segment at a place; durable on return. Nobody reads it any more, and the files that did are closed; views
     * that they gave out keep their bytes.
     */
    void free(SegmentPlace place) throws IOException;

    /**
     * Destroys a segment that was allocated and never read; it may be incomplete. Durable on return, unless nothing was
     * there.
     */
    default void giveBack(SegmentPlace place) throws IOException {
        free(place);
    }

    /** The file or directory by which it was opened. */
    Path path();

    /** What that path leads to now. */
    FileFacts.Found atItsPath() throws IOException;

    /**
     * Makes sure that nothing else has taken its place. Where nothing is, who reads may go on with what is open.
     *
     * @throws NotALogException if something has
     */
    default void requireInPlace() throws IOException {
        require(Set.of(FileFacts.Found.THIS, FileFacts.Found.NOTHING));
    }

    /**
     * Makes sure that it is in its place: for who is about to make a file there, or has found none.
     *
     * @throws NotALogException if something else is, or nothing
     */
    default void requireThere() throws IOException {
        require(Set.of(FileFacts.Found.THIS));
    }

    private void require(Set<FileFacts.Found> wanted) throws IOException {
        FileFacts.Found found = atItsPath();
        if (!wanted.contains(found)) {
            String kind = layout() == Layout.SINGLE_FILE ? "file" : "directory";
            throw new NotALogException(
                    path().toString(),
                    found == FileFacts.Found.ANOTHER
                            ? "another " + kind + " has taken the place of the one that was opened; open it anew"
                            : "the " + kind + " that was opened is not there any more; open it anew where it is now");
        }
    }

    /**
     * Deletes everything that it consists of, while its lock is held; what is left of its name is durable when its parent
     * is forced. For a writer.
     */
    void delete() throws IOException;

    /** How the segments lie. */
    Layout layout();

    /** Releases the lock of a writer. */
    @Override
    void close() throws IOException;
}
