package io.tidemark.log.follow;

import io.tidemark.file.OutOfRangeException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Whether a log that somebody else writes still holds the records that were found in it. What was not durable may be taken
 * back; then the next writer begins at the first record that is missing, with one of a higher incarnation. All that was
 * found behind it is gone by that, though its bytes may lie there for long: so a look at the last record is quick, and one
 * at all that may be missing is for now and then.
 */
record ShownRecordsCheck(Posix posix, SegmentSearch places) {
    /** Whether the last one is what it was. */
    boolean isLastThere(FollowedTail tail) throws IOException {
        boolean isSame = tail.isLastThere(); // Before the header: as long as that is there, so is the segment.
        return isThere(tail.segment()) ? isSame : !isTakenBack(tail.segment());
    }

    /**
     * Whether a segment that is gone was dropped, and not discarded: that begins with the oldest ones, so one that is in front
     * of it, or has its number, would be gone as well. Nothing tells as long as there is no other, but that a file of slots
     * doesn't reach to it, which never gets shorter.
     */
    private boolean isTakenBack(Segment gone) throws IOException {
        SegmentHeader header = gone.header();
        Optional<Located> oldest = places.find(-1, any -> true);
        if (oldest.isEmpty()) {
            return !gone.place().isItsOwn() && PlaceBytes.lengthBytesAt(posix, gone.place()) == 0;
        }
        return oldest.get().segmentNumber() <= header.segmentNumber()
                || !oldest.get().header().logId().equals(header.logId());
    }

    /**
     * The sequence from which on records are missing, or no longer what they were; {@link CutBacks#NOWHERE} if none is. Of
     * segments that are taken back the last goes first: as long as one is there, those in front of it are as they were.
     *
     * @param from all in front of it is durable, and so is there
     * @param incarnation the highest one that was found
     */
    long firstMissing(SegmentList list, long from, int incarnation) throws IOException {
        long missing = CutBacks.NOWHERE;
        for (int i = list.count() - 1; i >= 0; i--) {
            Segment looked = list.get(i);
            if (isThere(looked)) {
                long other = firstOther(looked, from, incarnation);
                return isThere(looked) ? Math.min(other, missing) : missing;
            }
            if (!isTakenBack(looked)) {
                break;
            }
            missing = Math.max(from, looked.baseSequence());
        }
        return missing;
    }

    /** Or something that can't be read as a header, of which the records tell what it is. */
    private boolean isThere(Segment looked) throws IOException {
        return !places.isGone(looked.header(), looked.place());
    }

    /** Goes from header to header, since it is by these that what the next writer has written differs. */
    private long firstOther(Segment looked, long from, int incarnation) throws IOException {
        int entry = looked.index().entryBySequence(from);
        try (HeaderWalk walk = HeaderWalk.open(posix, looked, entry, looked.readableEnd())) {
            return firstOther(walk, incarnation);
        } catch (NoSuchFileException e) {
            return entry < 0 ? looked.baseSequence() : looked.index().sequence(entry);
        } catch (MediaErrorException e) {
            return CutBacks.NOWHERE; // Whoever reads it is told.
        }
    }

    private static long firstOther(HeaderWalk walk, int incarnation) throws IOException {
        try {
            while (walk.isBeforeEnd()) {
                if (!walk.next()) {
                    return walk.nextSequence();
                }
                if (walk.record().incarnation() > incarnation) {
                    return walk.record().sequence();
                }
            }
        } catch (TruncatedFileException | OutOfRangeException | NoSuchFileException e) {
            return walk.nextSequence();
        }
        return CutBacks.NOWHERE;
    }
}
