package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.Descriptors;
import io.tidemark.file.state.HeaderStore;
import io.tidemark.file.state.UnfinishedHeader;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongUnaryOperator;

/**
 * The range states of a file, where they live, and where its data begins.
 *
 * @param store where they live: the file's header, or one of the caller's
 * @param header what has to be closed with the file
 * @param state as it was stored last; of a new file the first one
 * @param headerBytes in front of the data
 */
record StoredState(StateStore store, Closeable header, FileState state, long headerBytes) implements Closeable {
    /** A caller's state store stays the caller's. */
    private static final Closeable NOT_OURS = () -> {};

    /** Of a file that has no data yet. */
    static StoredState create(Posix posix, Path path, HybridFileOptions options, Descriptors descriptors)
            throws IOException {
        long borderBytes = options.borderBytes();
        requirePages(posix, path, borderBytes);
        StateStore own = options.stateStore().orElse(null);
        long headerBytes = own == null ? HeaderStore.headerBytes(borderBytes) : 0;
        FileState initial = new FileState(UUID.randomUUID(), borderBytes, Condition.CLEAN, headerBytes, List.of());
        // Not stored as clean before a close: that tells the next one that the file's name is durable.
        FileState stored = UnfinishedHeader.firstState(initial.fileId(), borderBytes, headerBytes);
        if (own == null) {
            HeaderStore header = HeaderStore.create(posix, descriptors.quiet(), stored);
            return new StoredState(header, header, initial, headerBytes);
        }
        Optional<FileState> known = own.load();
        if (known.isPresent()
                && (known.get().endOffset() > 0 || !known.get().ranges().isEmpty())) {
            throw new DamagedStateException(
                    path.toString(),
                    "the state store has a state for it, but the file is empty; restore it from a copy");
        }
        own.store(stored);
        return new StoredState(own, NOT_OURS, initial, headerBytes);
    }

    /** A page with a border inside would belong to two ranges. */
    private static void requirePages(Posix posix, Path path, long borderBytes) {
        int page = posix.getpagesize();
        if (borderBytes < page) {
            throw new IllegalArgumentException(path + " can't be created with borders of " + borderBytes
                    + " bytes where a page of memory has " + page + "; take at least that");
        }
    }

    /** Of a file that has some. */
    static StoredState load(Posix posix, Path path, HybridFileOptions options, Descriptors descriptors)
            throws IOException {
        StateStore own = options.stateStore().orElse(null);
        if (own != null) {
            return load(path, options, own, NOT_OURS, borderBytes -> 0);
        }
        HeaderStore header = HeaderStore.open(posix, descriptors.quiet());
        try {
            return load(path, options, header, header, HeaderStore::headerBytes);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, header);
            throw e;
        }
    }

    /** @param headerBytes of a file with borders of so many bytes */
    private static StoredState load(
            Path path, HybridFileOptions options, StateStore store, Closeable header, LongUnaryOperator headerBytes)
            throws IOException {
        FileState state = store.load()
                .orElseThrow(() -> new NotATidemarkFileException(
                        path.toString(),
                        (options.region().isWholeFile() ? "it has data, but the" : "the")
                                + " state store has no state for it"));
        long start = headerBytes.applyAsLong(state.borderBytes());
        StateCheck.check(path.toString(), state, start, options.region());
        return new StoredState(store, header, state, start);
    }

    /** The same for who stores nothing. */
    StoredState withoutHeader() throws IOException {
        header.close();
        return new StoredState(store, NOT_OURS, state, headerBytes);
    }

    @Override
    public void close() throws IOException {
        header.close();
    }
}
