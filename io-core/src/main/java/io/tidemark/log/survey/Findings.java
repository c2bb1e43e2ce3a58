package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * What a recovery found out about a log.
 *
 * @param recovered what is left of it; empty if no segment was ever begun, or nothing is in front of the damage
 * @param damage that ends it
 * @param extent what of it counts; its end is judged where it lies behind damage, too
 * @param provenNumber all segments in front of this one are proven to be durable
 * @param incarnation the highest one that was seen
 * @param leftovers places without a segment of the log, to be given back in this order; none where it is damaged
 * @param segments that were looked at, ascending
 */
public record Findings(
        Optional<Recovered> recovered,
        Optional<DamagedLogException> damage,
        LogExtent extent,
        long provenNumber,
        int incarnation,
        List<SegmentPlace> leftovers,
        List<Located> segments) {
    public Findings {
        leftovers = List.copyOf(leftovers);
        segments = List.copyOf(segments);
    }

    /** Throws the damage, if there is some. */
    public void requireIntact() throws DamagedLogException {
        if (damage.isPresent()) {
            throw damage.get();
        }
    }

    /** Whether each segment is there yet, so that all of them were at one time. */
    boolean isUnchanged(Posix posix) throws IOException {
        for (Located segment : segments) {
            try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
                if (!bytes.header().isOf(segment.header())) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a segment that wasn't found, because its header is lost, was durable: a later one proves that, or a record of its
     * own.
     */
    boolean isDurable(Posix posix, Located lost) throws IOException {
        return lost.segmentNumber() < provenNumber
                || LostHeader.isProvenDurable(posix, lost, leastIncarnation(lost.segmentNumber()));
    }

    /** Of records that nobody has dropped: between two segments the later one may be of a higher incarnation. */
    private int leastIncarnation(long lostNumber) {
        int inFront = 1;
        for (Located segment : segments) {
            if (segment.segmentNumber() > lostNumber) {
                return inFront;
            }
            inFront = segment.header().incarnation();
        }
        return incarnation;
    }
}
