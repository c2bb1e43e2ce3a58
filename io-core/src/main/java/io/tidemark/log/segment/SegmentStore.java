package io.tidemark.log.segment;

import io.tidemark.log.Layout;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Where the segments of a log lie, and where the next one goes. It knows places; what is in them is for others. Safe for
 * any thread.
 */
public interface SegmentStore extends Closeable {
    /** What is said to who comes when the writer's lock is another's. */
    String TAKEN =
            "another writer has the log open, in this process or another; close that one, or open for reading only";

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

    /** Destroys what nobody has ever read, and may not be there as a whole; durable on return, unless nothing was there. */
    default void giveBack(SegmentPlace place) throws IOException {
        free(place);
    }

    /**
     * Makes sure that its path still leads to what was opened. Nothing there is no contradiction.
     *
     * @throws io.tidemark.log.NotALogException if something else has taken its place
     */
    void requireInPlace() throws IOException;

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
