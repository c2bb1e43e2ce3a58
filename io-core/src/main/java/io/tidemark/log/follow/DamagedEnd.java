package io.tidemark.log.follow;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Visibility;
import io.tidemark.log.format.SegmentHeader;
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

    /** Discards begin with the oldest one: what is gone between others that are there is not discarded. */
    @Override
    public boolean isDiscarded(Segment segment) throws IOException {
        SegmentHeader header = segment.header();
        if (!search.isGone(header, segment.place()) || !isOldestBehind(header)) {
            return false;
        }
        LogSegments.discard(segments.removeUpTo(segment));
        return true;
    }

    private boolean isOldestBehind(SegmentHeader header) throws IOException {
        return search.oldestBehind(
                        header.segmentNumber(), other -> other.logId().equals(header.logId()))
                .isPresent();
    }

    @Override
    public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos) throws IOException {
        throw damage;
    }

    @Override
    public void wake() {}
}
