package io.tidemark.log;

import io.tidemark.file.HybridFile;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Keeps a place for the next segment ready, so that a roll doesn't wait for a file to be created or space to be
 * allocated. For the thread that holds the appenders' lock.
 */
final class NextSegment {
    /** An empty file at its place, and memory for its index. */
    record Prepared(SegmentPlace place, HybridFile file, SparseIndex.Entries entries) {}

    private final SegmentStore store;
    private final SegmentFiles files;
    private final Executor background;
    private CompletableFuture<Prepared> next;

    NextSegment(SegmentStore store, SegmentFiles files, Executor background) {
        this.store = store;
        this.files = files;
        this.background = background;
    }

    /** Begins to prepare a segment in the background, unless one is. */
    void prepare(long number) {
        if (next == null) {
            next = CompletableFuture.supplyAsync(() -> create(number), background);
        }
    }

    /** The one that was prepared; waits for it. One that could not be is tried once more, and its error thrown. */
    Prepared take(long number) throws IOException {
        if (next == null || next.isCompletedExceptionally()) {
            next = null;
            return createNow(number);
        }
        CompletableFuture<Prepared> taken = next;
        next = null;
        try {
            return taken.join();
        } catch (CompletionException e) {
            return createNow(number);
        }
    }

    /** Keeps one that was taken for the next time. */
    void putBack(Prepared unused) {
        next = CompletableFuture.completedFuture(unused);
    }

    /** Gives back one that was not needed. */
    void close() throws IOException {
        if (next == null) {
            return;
        }
        Prepared unused;
        try {
            unused = next.join();
        } catch (CompletionException e) {
            return; // There is none.
        } finally {
            next = null;
        }
        Closeable place = () -> store.free(unused.place());
        try (place) {
            unused.file().close();
        }
    }

    private Prepared create(long number) {
        try {
            return createNow(number);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Prepared createNow(long number) throws IOException {
        store.requireInPlace(); // Or the log would go on in another file.
        SegmentPlace place = store.allocate(number);
        try {
            SparseIndex.Entries entries = SparseIndex.Entries.all(files.segmentBytes());
            return new Prepared(place, files.create(place), entries);
        } catch (IOException | RuntimeException | Error e) {
            try {
                store.free(place);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
