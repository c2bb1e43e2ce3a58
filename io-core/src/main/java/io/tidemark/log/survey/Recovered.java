package io.tidemark.log.survey;

import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentPlace;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is left of a log.
 *
 * @param sealed complete segments, in order
 * @param tail the last segment, if it can be appended to
 * @param nextSequence of the next record
 * @param nextNumber of the next segment
 * @param nextIncarnation higher than every one that was seen
 * @param unproven places of segments that nothing proves to be durable; none where damage is behind, and a proof behind that
 */
public record Recovered(
        UUID logId,
        long segmentBytes,
        List<Sealed> sealed,
        Optional<Tail> tail,
        long nextSequence,
        long nextNumber,
        int nextIncarnation,
        List<SegmentPlace> unproven) {
    /** A complete segment. */
    public record Sealed(Located segment, SparseIndex index, SegmentEnd.Sealed end) {}

    /**
     * A segment that goes on.
     *
     * @param endOffset behind its last record
     * @param incarnation of that record
     * @param isClosed whether that record says that all in front of it is durable
     */
    public record Tail(Located segment, SparseIndex index, long endOffset, int incarnation, boolean isClosed) {}

    /** The last sequence that the bytes themselves prove to be durable. */
    public long provenSequence() {
        if (tail.map(Tail::isClosed).orElse(false) || unproven.isEmpty()) {
            return nextSequence - 1;
        }
        SegmentPlace oldest = unproven.get(unproven.size() - 1);
        return sealed.stream()
                        .map(Sealed::segment)
                        .filter(segment -> segment.place().equals(oldest))
                        .findFirst()
                        .orElseGet(() -> tail.orElseThrow().segment())
                        .header()
                        .baseSequence()
                - 1;
    }
}
