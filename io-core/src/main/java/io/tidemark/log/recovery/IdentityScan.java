package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentSalt;
import io.tidemark.log.format.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which one of several segments lies at a place, by the first intact record that fits to one of them. The bytes
 * are read once, however many segments are supposed.
 */
public final class IdentityScan {
    private final List<Supposed> supposed;
    private final SegmentSalt[] salts;
    private final long leastSequence;
    private final long mostSequence;
    private final RecordCursor cursor;

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

        private boolean mayHold(RecordCursor record) {
            return record.sequence() >= header.baseSequence()
                    && record.sequence() <= mostSequence
                    && record.incarnation() >= header.incarnation();
        }
    }

    private IdentityScan(List<Supposed> supposed) {
        this.supposed = supposed;
        this.salts = supposed.stream().map(each -> each.header().salt()).toArray(SegmentSalt[]::new);
        this.leastSequence = supposed.stream()
                .mapToLong(each -> each.header().baseSequence())
                .min()
                .orElseThrow();
        this.mostSequence =
                supposed.stream().mapToLong(Supposed::mostSequence).max().orElseThrow();
        this.cursor = new RecordCursor(salts[0]);
    }

    /**
     * The header of the segment that the first record belongs to, with the least base sequence that this tells; empty if no
     * record fits to any. Changes nothing.
     *
     * @param supposed segments of one log
     * @param limit offset behind the last byte that there is; more than the segment is ignored
     */
    public static Optional<SegmentHeader> run(SegmentReader reader, List<Supposed> supposed, long limit)
            throws IOException {
        if (supposed.isEmpty()) {
            return Optional.empty();
        }
        long end = Math.min(limit, supposed.get(0).header().segmentBytes()) & -RecordLayout.ALIGNMENT_BYTES;
        try (ReadWindow window = new CopiedWindow(reader, end, ScanListener.NONE);
                CandidateChecksums checksums = new CandidateChecksums(window, reader)) {
            return new IdentityScan(supposed).run(window, checksums, end);
        }
    }

    private Optional<SegmentHeader> run(ReadWindow window, CandidateChecksums checksums, long end) throws IOException {
        long offset = SegmentHeader.BYTES;
        while (end - offset >= RecordLayout.HEADER_BYTES) {
            window.moveToHeader(offset);
            offset = window.candidate(offset, leastSequence, mostSequence);
            if (cursor.readHeader(window.memory(), window.indexOf(offset), offset, end) == Verdict.VALID
                    && supposed.stream().anyMatch(each -> each.mayHold(cursor))) {
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
        for (int i = 0; i < salts.length; i++) {
            Supposed each = supposed.get(i);
            if (each.mayHold(cursor) && cursor.isChecksumRight(crc32c, salts[i])) {
                long base = Math.max(each.header().baseSequence(), cursor.sequence() - inFront);
                return Optional.of(each.header().with(base, each.header().incarnation()));
            }
        }
        return Optional.empty();
    }
}
