package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordChain;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.Verdict;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Looks behind the end of a segment's records for a proof that there had been more: a valid record of this segment, no
 * older than the last one, that was written when bytes above that end were durable already. A torn tail can't have one,
 * because appends behind the missing record knew that it was not durable. On the way it meets records that prove less: that
 * the segment's start was durable.
 *
 * <p>Every eighth byte may be the start of a record. What can't prove anything is sorted out by its header. The rest is
 * verified, which costs {@linkplain CandidateChecksums little}, whatever length it claims.
 */
final class EvidenceSearch implements AutoCloseable {
    private final ReadWindow window;
    private final RecordCursor cursor;
    private final CandidateChecksums checksums;
    private final long limit;
    private final long end;
    private final RecordChain chain;
    private final ScanListener listener;

    /** A record that was written when no more than this was durable proves nothing that isn't known. */
    private long proven;

    /** @param end where the records end */
    EvidenceSearch(
            ReadWindow window,
            SegmentReader reader,
            RecordCursor cursor,
            long limit,
            long end,
            RecordChain chain,
            ScanListener listener) {
        this.window = window;
        this.cursor = cursor;
        this.checksums = new CandidateChecksums(window, reader);
        this.limit = limit;
        this.end = end;
        this.chain = chain;
        this.listener = listener;
    }

    /** The offset of a record that proves damage. */
    OptionalLong find() throws IOException {
        for (long at = end; at <= limit - RecordLayout.HEADER_BYTES; at += RecordLayout.ALIGNMENT_BYTES) {
            window.moveToHeader(at);
            at = window.candidate(at, chain.nextSequence(), mostSequence(limit));
            if (isProof(at)) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }

    private boolean isProof(long offset) throws IOException {
        if (cursor.readHeader(window.memory(), window.indexOf(offset), offset, limit) != Verdict.VALID
                || cursor.durableOffset() <= proven
                || cursor.incarnation() < chain.incarnation()
                || !isSequencePossible(offset)) {
            return false;
        }
        if (!cursor.isChecksumRight(checksums.of(cursor))) {
            return false;
        }
        if (cursor.durableOffset() > end) {
            return true;
        }
        proven = end;
        listener.onProofBehind(cursor);
        return false;
    }

    /** There is room for so many records only. */
    private boolean isSequencePossible(long offset) {
        return cursor.sequence() >= chain.nextSequence() && cursor.sequence() <= mostSequence(offset);
    }

    private long mostSequence(long offset) {
        return RecordLayout.mostSequence(chain.nextSequence(), offset - end);
    }

    @Override
    public void close() {
        checksums.close();
    }
}
