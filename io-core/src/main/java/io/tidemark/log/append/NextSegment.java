package io.tidemark.log.append;

import io.tidemark.background.Beside;
import io.tidemark.file.HybridFile;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Keeps a place for the next segment ready, so that a roll doesn't wait for a file to be created or space to be
 * allocated. For the thread that holds the appenders' lock.
 */
public final class NextSegment {
    /** An empty file at its place, and memory for its index. */
    record Prepared(SegmentPlace place, HybridFile file, SparseIndex.Entries entries) {}

    private static final System.Logger LOG = System.getLogger("io.tidemark.log.HybridLog");

    private final SegmentStore store;
    private final SegmentFiles files;
    private final OpenSegments open;
    private final Executor background;

    /** Is prepared; null if nothing is. */
    private Beside<Prepared> next;

    /** Was prepared and not needed; null if nothing was. */
    private Prepared kept;

    public NextSegment(SegmentStore store, SegmentFiles files, OpenSegments open, Executor background) {
        this.store = store;
        this.files = files;
        this.open = open;
        this.background = background;
    }

    /** Begins to prepare a segment in the background, unless one is. Best effort: who takes it does it, too. */
    void prepare(long number) {
        if (next != null || kept != null) {
            return;
        }
        try {
            next = Beside.begin(background, () -> create(number));
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "no memory to prepare segment " + number + " beforehand", e);
        }
    }

    /**
     * The one that was prepared; waits for it. One that could not be is tried once more, and its error thrown; one that can't be
     * waited for, for want of memory, is there the next time: it isn't made twice in one place.
     */
    Prepared take(long number) throws IOException {
        Prepared unused = kept;
        Beside<Prepared> prepared = next;
        kept = null;
        next = null;
        if (unused != null) {
            return unused;
        }
        if (prepared == null) {
            return create(number);
        }
        try {
            return prepared.get();
        } catch (IOException | RuntimeException | Error e) {
            if (!prepared.hasFailed()) {
                next = prepared;
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "segment " + number + " could not be prepared beforehand", e);
            return create(number);
        }
    }

    /** Keeps one that was taken for the next time. */
    void putBack(Prepared unused) {
        kept = unused;
    }

    /** Gives back one that was not needed. */
    public void close() throws IOException {
        Prepared unused = kept != null ? kept : prepared();
        kept = null;
        next = null;
        if (unused != null) {
            Closeable place = () -> store.giveBack(unused.place());
            try (place) {
                unused.file().close();
            }
        }
    }

    /** What there is by now; null if there is none, and none will be. */
    private Prepared prepared() {
        try {
            return next != null && next.abandon() ? next.get() : null;
        } catch (IOException | RuntimeException | Error e) {
            return null;
        }
    }

    private Prepared create(long number) throws IOException {
        store.requireThere(); // Or the log would go on in another file.
        SegmentPlace place = store.allocate(number);
        try {
            SparseIndex.Entries entries = SparseIndex.Entries.all(files.segmentBytes());
            return new Prepared(place, open.orInstead(() -> files.create(place)), entries);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, () -> store.giveBack(place));
            throw e;
        }
    }
}
