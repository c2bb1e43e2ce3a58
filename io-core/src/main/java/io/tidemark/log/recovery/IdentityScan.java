package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds out which one of several segments lies at a place, by the first intact record that fits to one of them. The bytes
 * are read once, however many segments are supposed, and how often is tried whether one fits is {@linkplain Trials bounded}.
 */
public final class IdentityScan {
    private final SupposedSegments supposed;
    private final Trials trials;
    private final RecordCursor cursor;

    private IdentityScan(SupposedSegments supposed, Trials trials) {
        this.supposed = supposed;
        this.trials = trials;
        this.cursor = new RecordCursor(supposed.salt(0));
    }

    /**
     * The header of the segment that the first record belongs to, with the least base sequence that this tells; empty if no
     * record fits to any. Changes nothing.
     *
     * @param limit offset behind the last byte that there is; more than the segment is ignored
     */
    public static Optional<SegmentHeader> run(SegmentReader reader, SupposedSegments supposed, long limit)
            throws IOException {
        return run(reader, supposed, limit, new Trials(supposed.count()));
    }

    static Optional<SegmentHeader> run(SegmentReader reader, SupposedSegments supposed, long limit, Trials trials)
            throws IOException {
        if (supposed.isEmpty()) {
            return Optional.empty();
        }
        long end = Math.min(limit, supposed.segmentBytes()) & -RecordLayout.ALIGNMENT_BYTES;
        try (ReadWindow window = new CopiedWindow(reader, end, ScanListener.NONE);
                CandidateChecksums checksums = new CandidateChecksums(window, reader)) {
            return new IdentityScan(supposed, trials).run(window, checksums, end);
        }
    }

    private Optional<SegmentHeader> run(ReadWindow window, CandidateChecksums checksums, long end) throws IOException {
        long offset = SegmentHeader.BYTES;
        while (end - offset >= RecordLayout.HEADER_BYTES) {
            window.moveToHeader(offset);
            offset = window.candidate(offset, supposed.leastSequence(), supposed.mostSequence());
            if (cursor.readHeader(window.memory(), window.indexOf(offset), offset, end) == Verdict.VALID
                    && trials.take(offset)
                    && supposed.mayHold(cursor)) {
                Optional<SegmentHeader> found = fitting(checksums.of(cursor));
                if (found.isPresent()) {
                    return found;
                }
            }
            offset += RecordLayout.ALIGNMENT_BYTES;
        }
        return Optional.empty();
    }

    /** Whose record the cursor has read. */
    private Optional<SegmentHeader> fitting(int crc32c) {
        long inFront = RecordLayout.mostRecords(cursor.offset() - SegmentHeader.BYTES);
        for (int i = 0; i < supposed.count(); i++) {
            Supposed each = supposed.get(i);
            if (each.mayHold(cursor) && cursor.isChecksumRight(crc32c, supposed.salt(i))) {
                long base = Math.max(each.header().baseSequence(), cursor.sequence() - inFront);
                return Optional.of(each.header().with(base, each.header().incarnation()));
            }
        }
        return Optional.empty();
    }
}
