package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.Verdict;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What later incarnations dropped of earlier ones. Whoever opens a log drops all from its next sequence on that was written
 * before; so an intact record of a later incarnation says of every record of an earlier one that it was dropped, unless its
 * sequence is lower.
 */
final class LaterIncarnations {
    /** A segment has a few; of more than this the others are not believed. */
    private static final int MOST = 1 << 16;

    /** The lowest sequence of an incarnation, or of one behind it. */
    private final NavigableMap<Integer, Long> leastSequences;

    private LaterIncarnations(NavigableMap<Integer, Long> leastSequences) {
        this.leastSequences = leastSequences;
    }

    /**
     * Reads a part of a segment. Changes nothing.
     *
     * @param from offset where it begins
     * @param end offset behind it
     * @param incarnation of which later ones are looked for
     * @param leastSequence that their records may have
     * @param mostSequence that their records may have
     */
    static LaterIncarnations find(
            SegmentReader reader,
            SegmentSalt salt,
            long from,
            long end,
            int incarnation,
            long leastSequence,
            long mostSequence)
            throws IOException {
        RecordCursor cursor = new RecordCursor(salt);
        NavigableMap<Integer, Long> least = new TreeMap<>();
        try (ReadWindow window = new CopiedWindow(reader, end, ScanListener.NONE);
                CandidateChecksums checksums = new CandidateChecksums(window, reader)) {
            long offset = from;
            while (end - offset >= RecordLayout.HEADER_BYTES) {
                window.moveToHeader(offset);
                offset = window.candidate(offset, leastSequence, mostSequence);
                boolean isOne = cursor.readHeader(window.memory(), window.indexOf(offset), offset, end) == Verdict.VALID
                        && cursor.sequence() >= leastSequence
                        && cursor.sequence() <= mostSequence
                        && cursor.incarnation() > incarnation
                        && cursor.incarnation() <= SegmentHeader.MOST_INCARNATION
                        && cursor.isChecksumRight(checksums.of(cursor));
                if (isOne && (least.size() < MOST || least.containsKey(cursor.incarnation()))) {
                    least.merge(cursor.incarnation(), cursor.sequence(), Math::min);
                }
                offset = isOne ? cursor.nextOffset() : offset + RecordLayout.ALIGNMENT_BYTES;
            }
        }
        return new LaterIncarnations(fromEachOn(least));
    }

    private static NavigableMap<Integer, Long> fromEachOn(NavigableMap<Integer, Long> least) {
        long lowest = Long.MAX_VALUE;
        for (Map.Entry<Integer, Long> each : least.descendingMap().entrySet()) {
            lowest = Math.min(lowest, each.getValue());
            each.setValue(lowest);
        }
        return least;
    }

    /** Whether a later incarnation has dropped the record. */
    boolean dropped(RecordCursor record) {
        Map.Entry<Integer, Long> later = leastSequences.higherEntry(record.incarnation());
        return later != null && later.getValue() <= record.sequence();
    }
}
