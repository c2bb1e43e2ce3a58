package io.tidemark.powercut;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;

/** Compares what a log holds after a power cut with what was acknowledged before. */
final class LogCheck {
    /** More than one that uses its slots again ever needs. */
    private static final int MOST_SLOTS = 5 * LogAppender.MOST_SEGMENTS;

    private final HybridLog log;
    private final Acknowledged known;
    private final long first;
    private final long end;

    private LogCheck(HybridLog log, Acknowledged known) {
        this.log = log;
        this.known = known;
        this.first = log.firstSequence();
        this.end = log.lastSequence() + 1;
    }

    /**
     * Reads every record.
     *
     * @throws Violation if the log does not hold exactly what was acknowledged and, behind that, a run of valid records
     *     that were not
     */
    static void run(HybridLog log, Acknowledged known) throws IOException, Violation {
        LogCheck check = new LogCheck(log, known);
        check.discardedStaysDiscarded();
        check.nothingIsMissing();
        check.sealedStaysSealed();
        check.slotsAreUsedAgain();
        check.allIsRight();
    }

    private void discardedStaysDiscarded() throws Violation {
        Violation.unless(
                first >= known.discarded() && first <= known.discarding(),
                "the log begins with " + first + " instead of " + known.discarded() + " to " + known.discarding());
    }

    private void nothingIsMissing() throws Violation {
        Violation.unless(
                end >= known.durable(),
                (known.durable() - end) + " acknowledged records are missing at the end " + end);
        Violation.unless(
                log.durableSequence() == end - 1,
                "of the records below " + end + " only those up to " + log.durableSequence() + " are durable");
    }

    private void sealedStaysSealed() throws IOException, Violation {
        for (SegmentInfo segment : log.segments()) {
            Violation.unless(
                    segment.firstSequence() >= known.sealed() || segment.state() == SegmentInfo.State.SEALED,
                    segment + " begins below the acknowledged seal at " + known.sealed());
        }
    }

    private void slotsAreUsedAgain() throws IOException, Violation {
        for (SegmentInfo segment : log.segments()) {
            long slot = segment.offset() / LogLife.SEGMENT_BYTES;
            Violation.unless(slot < MOST_SLOTS, segment + " is in slot " + slot);
        }
    }

    private void allIsRight() throws IOException, Violation {
        long sequence = first;
        try (LogCursor cursor = log.cursor(first)) {
            for (; cursor.next(); sequence++) {
                Violation.unless(
                        cursor.sequence() == sequence, "sequence " + cursor.sequence() + " instead of " + sequence);
                requireRight(cursor.payload(), sequence);
            }
        }
        Violation.unless(sequence == end, "a cursor ends in front of " + sequence + ", the log before " + end);
        if (first < end) {
            ByteBuf last = log.read(end - 1);
            try {
                requireRight(last, end - 1);
            } finally {
                last.release();
            }
        }
    }

    private void requireRight(ByteBuf payload, long sequence) throws Violation {
        Records.Header header = Records.decode(payload.nioBuffer(), sequence);
        Violation.unless(header != null && header.sequence() == sequence, "no valid record at " + sequence);
        Violation.unless(
                header.round() == known.roundOf(sequence),
                "the record at " + sequence + " is of round " + header.round() + " instead of "
                        + known.roundOf(sequence));
    }
}
