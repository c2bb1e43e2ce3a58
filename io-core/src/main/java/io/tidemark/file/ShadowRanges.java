package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.access.Readahead;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.file.shadow.Span;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.OpenRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The ranges that are read from the shadow, and what reads them. Guarded by the table's lock once there is one. */
final class ShadowRanges {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());

    private final FilePlace place;
    private final Shadow shadow;
    private RangeAccess access;
    private Readahead readahead;

    ShadowRanges(FilePlace place) {
        this.place = place;
        this.shadow = place.shadow();
    }

    /**
     * Opens the shadow that an earlier writer left and frees the blocks that it should not hold (any more). What can't
     * be used is removed, and made anew at the next seal.
     *
     * @param wanted the ranges that it should hold; without any it is removed
     */
    void openForWriting(List<Span> wanted) {
        try {
            List<Span> held = wanted.isEmpty() || !shadow.tryOpen(OpenRequest.readWrite()) ? List.of() : heldOf(wanted);
            if (!held.isEmpty()) {
                keepOnly(held);
                return;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, () -> shadow.path() + " is made anew: " + e.getMessage());
        }
        try {
            shadow.delete();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> shadow.path() + " can't be used and can't be removed: " + e.getMessage());
        }
    }

    /** Opens the shadow that the writer made; the cause where there is none to be read. */
    String openForReading() {
        try {
            return shadow.tryOpen(OpenRequest.readOnly())
                    ? "its shadow does not share these blocks"
                    : "there is no shadow, which only a writer makes";
        } catch (IOException e) {
            return "its shadow can't be used: " + e.getMessage();
        }
    }

    /** Adds a range: from the shadow what it holds, from {@code medium} the rest. */
    void add(RangeMap.Builder map, StoredRange range, RangeAccess medium) throws IOException {
        long at = range.offset();
        for (Span held : shadow.shared(new Span(range.offset(), range.end()))) {
            if (at < held.start()) {
                map.add(at, held.start(), medium);
            }
            map.add(held.start(), held.end(), upTo(held.end()));
            at = held.end();
        }
        if (at < range.end()) {
            map.add(at, range.end(), medium);
        }
    }

    /** What reads ranges from the open shadow; it reads ahead up to {@code end} at least. */
    RangeAccess upTo(long end) {
        if (access == null) {
            readahead = new Readahead(shadow.file());
            access = place.accesses()
                    .shadowed(
                            new Decision(
                                    RangeMode.SHADOWED,
                                    "a DAX file has no page cache, so "
                                            + shadow.path().getFileName()
                                            + ", which has the same blocks, lends it its own"),
                            shadow.file(),
                            readahead);
        }
        readahead.extendTo(end);
        return access;
    }

    /** The ranges of the map that ought to be read from the shadow, and are not. */
    List<Span> missingIn(RangeMap map) {
        List<Span> missing = new ArrayList<>();
        for (int i = 0; i < map.count(); i++) {
            RangeAccess current = map.access(i);
            if (current.decision().mode() == RangeMode.SHADOWED && current != access) {
                missing.add(new Span(map.start(i), map.end(i)));
            }
        }
        return missing;
    }

    /** What a view that outlived the file's close shows may be of a range that was discarded; then a later opening does it. */
    private void keepOnly(List<Span> held) throws IOException {
        if (!place.accesses().isPinned(0, Long.MAX_VALUE)) {
            shadow.keepOnly(held);
        }
    }

    private List<Span> heldOf(List<Span> wanted) throws IOException {
        List<Span> held = new ArrayList<>();
        for (Span span : wanted) {
            held.addAll(shadow.shared(span));
        }
        return held;
    }
}
