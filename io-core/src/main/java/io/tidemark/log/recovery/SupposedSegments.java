package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import java.util.List;

/**
 * Segments of one log, any of which may lie at a place. There may be as many as places, and what each place needs of them is
 * found out once for all. Immutable.
 */
public final class SupposedSegments {
    /** Nothing. */
    public static final SupposedSegments NONE = new SupposedSegments(List.of());

    private final List<Supposed> segments;
    private final SegmentSalt[] salts;
    private final long leastSequence;
    private final long mostSequence;

    /**
     * A segment that may lie there.
     *
     * @param header of it, as far as others tell; its base sequence and incarnation are the least that they may be
     * @param mostSequence that one of its records may have
     */
    public record Supposed(SegmentHeader header, long mostSequence) {
        /** A segment that begins with a certain sequence. */
        public static Supposed exactly(SegmentHeader header) {
            return new Supposed(header, RecordLayout.mostSequence(header.baseSequence(), header.segmentBytes()));
        }

        boolean mayHold(RecordCursor record) {
            return record.sequence() >= header.baseSequence()
                    && record.sequence() <= mostSequence
                    && record.incarnation() >= header.incarnation();
        }
    }

    private SupposedSegments(List<Supposed> segments) {
        this.segments = segments;
        this.salts = segments.stream().map(each -> each.header().salt()).toArray(SegmentSalt[]::new);
        this.leastSequence = segments.stream()
                .mapToLong(each -> each.header().baseSequence())
                .min()
                .orElse(Long.MAX_VALUE);
        this.mostSequence =
                segments.stream().mapToLong(Supposed::mostSequence).max().orElse(-1);
    }

    /** All of these. */
    public static SupposedSegments of(List<Supposed> segments) {
        return new SupposedSegments(List.copyOf(segments));
    }

    /** One by one. */
    public List<Supposed> asList() {
        return segments;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return segments.isEmpty();
    }

    /** Of each; there has to be one. */
    public long segmentBytes() {
        return segments.get(0).header().segmentBytes();
    }

    int count() {
        return segments.size();
    }

    Supposed get(int index) {
        return segments.get(index);
    }

    SegmentSalt salt(int index) {
        return salts[index];
    }

    /** That a record of any of them may have. */
    long leastSequence() {
        return leastSequence;
    }

    /** That a record of any of them may have. */
    long mostSequence() {
        return mostSequence;
    }

    /** Whether the record may be one of any of them, but for its checksum. */
    boolean mayHold(RecordCursor record) {
        for (Supposed each : segments) {
            if (each.mayHold(record)) {
                return true;
            }
        }
        return false;
    }
}
