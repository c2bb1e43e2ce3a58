package io.tidemark.log.segment;

import java.util.Arrays;
import java.util.List;

/** The segments of a log in order: an immutable snapshot. */
public final class SegmentList {
    private final Segment[] segments;
    private final long[] bases;
    private final CutBacks cutBacks;

    private SegmentList(Segment[] segments, CutBacks cutBacks) {
        this.segments = segments;
        this.cutBacks = cutBacks;
        this.bases = new long[segments.length];
        for (int i = 0; i < segments.length; i++) {
            bases[i] = segments[i].baseSequence();
        }
    }

    /** A list of these segments, ascending by base sequence. */
    public static SegmentList of(List<Segment> segments) {
        return new SegmentList(segments.toArray(new Segment[0]), CutBacks.NONE);
    }

    public int count() {
        return segments.length;
    }

    public Segment get(int index) {
        return segments[index];
    }

    public Segment last() {
        return segments[segments.length - 1];
    }

    /**
     * The last segment that begins at {@code sequence} or before it; -1 if all begin behind. Halves what is left without a
     * branch on the comparison, as reads in no order would have it predicted wrong.
     */
    public int indexOf(long sequence) {
        int found = -1;
        for (int left = bases.length; left > 0; ) {
            int half = (left + 1) >>> 1;
            found = bases[found + half] <= sequence ? found + half : found;
            left -= half;
        }
        return found;
    }

    /** With one more at the end. */
    public SegmentList with(Segment segment) {
        Segment[] more = Arrays.copyOf(segments, segments.length + 1);
        more[segments.length] = segment;
        return new SegmentList(more, cutBacks);
    }

    /** Without the first {@code count}. */
    public SegmentList withoutFirst(int count) {
        return new SegmentList(Arrays.copyOfRange(segments, count, segments.length), cutBacks);
    }

    /** The same segments, of a log from which records were taken back so. */
    public SegmentList with(CutBacks takenBack) {
        return new SegmentList(segments, takenBack);
    }

    /** What was taken back so far of a log that somebody else writes. Nobody takes back what he has shown himself. */
    public CutBacks cutBacks() {
        return cutBacks;
    }

    /** All of them. */
    public List<Segment> asList() {
        return List.of(segments);
    }
}
