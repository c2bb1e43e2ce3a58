package io.tidemark.file.shadow;

import io.tidemark.nativeio.Extents;
import io.tidemark.nativeio.Extents.Extent;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where two files have the same bytes, because they have the same blocks at the same offsets. Nothing that is stored
 * says so; the file system does.
 */
final class SharedBlocks {
    private final List<Extent> ours;
    private final List<Extent> theirs;

    private SharedBlocks(List<Extent> ours, List<Extent> theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /**
     * The parts of {@code span} that both files share, ascending.
     *
     * @param borderBytes a power of two; parts begin and end at multiples of it
     */
    static List<Span> of(NativeFile file, NativeFile shadow, Span span, long borderBytes) throws IOException {
        long end = Math.min(span.end(), shadow.size());
        if (end <= span.start()) {
            return List.of();
        }
        Span common = new Span(span.start(), end);
        return new SharedBlocks(
                        Extents.written(file, common.start(), common.length()),
                        Extents.written(shadow, common.start(), common.length()))
                .within(common, borderBytes);
    }

    private List<Span> within(Span span, long borderBytes) {
        List<Span> shared = new ArrayList<>();
        long from = span.start();
        int our = 0;
        int their = 0;
        for (long at = span.start(); at < span.end(); ) {
            our = skipTo(at, ours, our);
            their = skipTo(at, theirs, their);
            long next = Math.min(span.end(), Math.min(borderAfter(at, ours, our), borderAfter(at, theirs, their)));
            if (!isShared(at, our, their)) {
                add(shared, from, at, borderBytes);
                from = next;
            }
            at = next;
        }
        add(shared, from, span.end(), borderBytes);
        return shared;
    }

    /** Holes are the same everywhere: zeros. */
    private boolean isShared(long at, int our, int their) {
        boolean isOurHole = isHole(at, ours, our);
        boolean isTheirHole = isHole(at, theirs, their);
        if (isOurHole || isTheirHole) {
            return isOurHole == isTheirHole;
        }
        return ours.get(our).isSameAs(theirs.get(their));
    }

    /** The first extent that does not end at or before {@code at}. */
    private static int skipTo(long at, List<Extent> extents, int first) {
        int index = first;
        while (index < extents.size() && extents.get(index).end() <= at) {
            index++;
        }
        return index;
    }

    private static boolean isHole(long at, List<Extent> extents, int index) {
        return index == extents.size() || extents.get(index).offset() > at;
    }

    /** Where the extent or hole at {@code at} ends. */
    private static long borderAfter(long at, List<Extent> extents, int index) {
        if (index == extents.size()) {
            return Long.MAX_VALUE;
        }
        return isHole(at, extents, index)
                ? extents.get(index).offset()
                : extents.get(index).end();
    }

    private static void add(List<Span> shared, long from, long to, long borderBytes) {
        long start = (from + borderBytes - 1) & -borderBytes;
        long end = to & -borderBytes;
        if (start < end) {
            shared.add(new Span(start, end));
        }
    }
}
