package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import java.io.IOException;

/** Puts together what only reads a file. */
final class ReaderOpener {
    private ReaderOpener() {}

    static HybridFile open(FilePlace place, HybridFileOptions options, FileState state, Decision sealedDecision)
            throws IOException {
        StateCheck.requireData(
                place.name(), state.endOffset(), place.descriptors().buffered().size());
        place.accesses().sealed(sealedDecision);
        RangeAccess open = openRanges(place);
        RangeMap.Builder builder = new RangeMap.Builder(place.headerBytes(), open);
        ShadowRanges shadowed = new ShadowRanges(place);
        RangeAccess unshadowed = null;
        for (StoredRange range : state.ranges()) {
            if (range.mode() == RangeMode.SHADOWED) {
                unshadowed = unshadowed == null ? unshadowed(place, shadowed) : unshadowed;
                shadowed.add(builder, range, unshadowed);
            } else {
                builder.add(range.offset(), range.end(), access(place, range, open));
            }
        }
        RangeMap map = builder.build();
        place.accesses().readahead().sealedTo(map.start(map.count() - 1));
        StateStore none = new ReadOnlyStore();
        RangeTable table = new RangeTable(state.fileId(), state.borderBytes(), none, open, map, Long.MAX_VALUE);
        return new HybridFile(place, options, table, state.endOffset());
    }

    /** A writer may come along, so what is not sealed is read past the page cache where that works. */
    private static RangeAccess openRanges(FilePlace place) {
        boolean direct = place.capabilities().has(Feature.DIRECT_IO);
        return place.accesses()
                .plain(new Decision(
                        direct ? RangeMode.DIRECT : RangeMode.BUFFERED,
                        "not sealed, so read " + (direct ? "past" : "through") + " the page cache"));
    }

    /** Reads ranges that ought to be shadowed where the shadow doesn't hold them. */
    private static RangeAccess unshadowed(FilePlace place, ShadowRanges shadowed) throws IOException {
        if (!place.capabilities().has(Feature.DAX)) {
            return place.accesses()
                    .sealed(new Decision(
                            RangeMode.CACHED, "SHADOWED as long as the file was DAX, which it is no more"));
        }
        return place.accesses()
                .unshadowed(new Decision(
                        RangeMode.SHADOWED, "reads go to the medium, because " + shadowed.openForReading()));
    }

    private static RangeAccess access(FilePlace place, StoredRange range, RangeAccess open) {
        if (range.mode() == RangeMode.DISCARDED) {
            return place.accesses().discarded();
        }
        if (range.mode().isOpen()) {
            return open;
        }
        return place.accesses().sealed(new Decision(range.mode(), "as it was stored"));
    }

    private static final class ReadOnlyStore implements StateStore {
        @Override
        public java.util.Optional<FileState> load() {
            return java.util.Optional.empty();
        }

        @Override
        public void store(FileState state) {
            throw new IllegalStateException("the file is open for reading only");
        }
    }
}
