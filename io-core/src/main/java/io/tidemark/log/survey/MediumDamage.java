package io.tidemark.log.survey;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.segment.MediaError;
import io.tidemark.log.segment.PlaceBytes;
import java.io.IOException;
import java.util.Optional;

/**
 * Judges what a scan has made of zeros that stand for bytes which the medium doesn't give back. They are damage, and never
 * the end of a log: what lay there, or behind, may have been acknowledged.
 */
final class MediumDamage {
    private MediumDamage() {}

    /** What was found, or the damage that it really is. */
    static ScanResult orElse(ScanResult found, PlaceBytes bytes, SegmentHeader header) throws IOException {
        if (found instanceof End end) {
            return touching(bytes, end.offset(), Long.MAX_VALUE)
                    .<ScanResult>map(error ->
                            damage(end.offset(), end.index().nextSequence(), Verdict.UNKNOWN_KIND, error, end.index()))
                    .orElse(end);
        }
        if (found instanceof Damage damage && !bytes.mediaErrors().isEmpty()) {
            return touching(bytes, damage.offset(), endOfRecord(bytes, header, damage.offset()))
                    .<ScanResult>map(
                            error -> damage(damage.offset(), damage.sequence(), damage.found(), error, damage.index()))
                    .orElse(damage);
        }
        return found;
    }

    private static Damage damage(long offset, long sequence, Verdict found, MediaError error, SparseIndex index) {
        return new Damage(offset, sequence, found, Evidence.MEDIA_ERROR, error.offset(), index);
    }

    private static Optional<MediaError> touching(PlaceBytes bytes, long from, long to) {
        return bytes.mediaErrors().stream()
                .filter(error -> error.touches(from, to))
                .findFirst();
    }

    /** As far as its header tells that, else behind that. */
    private static long endOfRecord(PlaceBytes bytes, SegmentHeader header, long offset) throws IOException {
        long limit = Math.min(bytes.lengthBytes(), header.segmentBytes());
        long endOfHeader = offset + RecordLayout.HEADER_BYTES;
        if (endOfHeader > limit) {
            return limit;
        }
        RecordCursor record = new RecordCursor(header.salt());
        return bytes.readHeader(record, offset, limit) == Verdict.VALID ? record.payloadEnd() : endOfHeader;
    }
}
