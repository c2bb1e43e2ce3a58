package io.tidemark.log.follow;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentSearch;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * The end of what is in front of damage: who looks for more is told of that. Whoever may write it is not followed, but for
 * what he discards.
 *
 * @param last the last sequence in front
 * @param durable the last one that is known to be
 * @param search for what was discarded
 * @param segments those in front
 */
public record DamagedEnd(
        long last, long durable, DamagedLogException damage, SegmentSearch search, LogSegments segments)
        implements LogEnd {
    @Override
    public void look(BooleanSupplier isEnough) throws DamagedLogException {
        throw damage;
    }

    @Override
    public boolean isDiscarded(Segment segment) throws IOException {
        if (!search.isGone(segment.header(), segment.place())) {
            return false;
        }
        LogSegments.discard(segments.removeUpTo(segment));
        return true;
    }

    @Override
    public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos) throws IOException {
        throw damage;
    }

    @Override
    public void wake() {}
}
