package io.tidemark.log.recovery;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordChain;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.recovery.ScanResult.Sealed;
import io.tidemark.nativeio.MappedRegion;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a segment from its first record on, verifies each one, and decides what its end means. The time is linear in
 * {@code limit} whatever the bytes are; memory is one chunk (or a mapping), the index and at most one footer.
 */
public final class SegmentScan {
    private final SegmentReader reader;
    private final SegmentHeader header;
    private final long limit;
    private final long knownDurable;
    private final ScanListener listener;
    private final ReadWindow window;
    private final RecordCursor cursor;
    private final RecordChain chain;
    private final SparseIndex index;

    private SegmentScan(
            SegmentReader reader,
            SegmentHeader header,
            long limit,
            long knownDurable,
            ScanListener listener,
            ReadWindow window,
            RecordChain chain) {
        this.reader = reader;
        this.header = header;
        this.limit = limit;
        this.knownDurable = knownDurable;
        this.listener = listener;
        this.window = window;
        this.cursor = new RecordCursor(header.salt());
        this.chain = chain;
        this.index = new SparseIndex(header.baseSequence(), header.segmentBytes());
    }

    /**
     * Scans a segment. Changes nothing.
     *
     * @param header of the segment, valid
     * @param limit offset behind the last byte that there is, such as the file's end; more than the segment is ignored
     * @param knownDurable offset up to which the records are known to have been durable, from a clean close or the
     *     segment behind; 0 if nothing is known
     * @throws IOException what the reader throws, always: an error is never the end of the log
     */
    public static ScanResult run(
            SegmentReader reader, SegmentHeader header, long limit, long knownDurable, ScanListener listener)
            throws IOException {
        long usable = usable(header, limit);
        try (ReadWindow window = new CopiedWindow(reader, usable, listener)) {
            return new SegmentScan(reader, header, usable, knownDurable, listener, window, new RecordChain(header))
                    .scan(SegmentHeader.BYTES);
        }
    }

    /**
     * The same without copying, of a file that nobody cuts off meanwhile.
     *
     * @param mapping of all that there is of the segment
     * @throws IOException what the reader throws, and if the mapping's pages can't be had; the reader may know why
     */
    public static ScanResult run(
            SegmentReader reader,
            MappedRegion mapping,
            SegmentHeader header,
            long limit,
            long knownDurable,
            ScanListener listener)
            throws IOException {
        long usable = usable(header, limit);
        try (ReadWindow window = new MappedWindow(mapping, usable, listener)) {
            return new SegmentScan(reader, header, usable, knownDurable, listener, window, new RecordChain(header))
                    .scan(SegmentHeader.BYTES);
        }
    }

    /**
     * Whether it is damage where records end that somebody has read, as far as what lies behind tells. Looks at nothing in
     * front.
     *
     * @param offset behind those records
     * @param chain of them; is changed
     * @throws IOException as {@link #run}
     */
    public static Optional<Damage> damageBehind(
            SegmentReader reader, SegmentHeader header, long limit, long offset, RecordChain chain) throws IOException {
        long usable = usable(header, limit);
        try (ReadWindow window = new CopiedWindow(reader, usable, ScanListener.NONE)) {
            return new SegmentScan(reader, header, usable, 0, ScanListener.NONE, window, chain).damageAt(offset);
        }
    }

    private Optional<Damage> damageAt(long offset) throws IOException {
        Verdict verdict = verify(offset);
        return verdict != Verdict.VALID && ended(offset, verdict) instanceof Damage damage
                ? Optional.of(damage)
                : Optional.empty();
    }

    private static long usable(SegmentHeader header, long limit) {
        return Math.min(limit, header.segmentBytes()) & -RecordLayout.ALIGNMENT_BYTES;
    }

    private ScanResult scan(long from) throws IOException {
        long offset = from;
        Verdict verdict = verify(offset);
        while (verdict == Verdict.VALID) {
            listener.onRecord(cursor);
            if (cursor.kind() == RecordKind.FOOTER) {
                return sealed(offset);
            }
            if (cursor.kind() == RecordKind.DATA) {
                index.add(offset, cursor.timestampMicros());
            }
            chain.follow(cursor);
            offset = cursor.nextOffset();
            verdict = verify(offset);
        }
        return ended(offset, verdict);
    }

    private Verdict verify(long offset) throws IOException {
        if (limit - offset < RecordLayout.HEADER_BYTES) {
            return Verdict.NO_ROOM;
        }
        window.moveToHeader(offset);
        Verdict verdict = cursor.readHeader(window.memory(), window.indexOf(offset), offset, limit);
        if (verdict != Verdict.VALID) {
            return verdict;
        }
        window.checksum(cursor);
        return cursor.isChecksumRight() ? chain.check(cursor) : Verdict.BAD_CHECKSUM;
    }

    private ScanResult sealed(long offset) throws IOException {
        FooterPlace place = new FooterPlace(offset, cursor.length());
        Optional<SparseIndex> footer = FooterReader.read(reader, header, place);
        if (footer.isEmpty() || !footer.get().matches(index)) {
            return damage(offset, Verdict.WRONG_FOOTER, Evidence.CONTRADICTION, offset);
        }
        long end = place.endOffset();
        return end < knownDurable
                ? damage(end, Verdict.WRONG_FOOTER, Evidence.KNOWN_DURABLE, knownDurable)
                : new Sealed(place, cursor.incarnation(), index);
    }

    private ScanResult ended(long offset, Verdict verdict) throws IOException {
        if (offset < knownDurable) {
            return damage(offset, verdict, Evidence.KNOWN_DURABLE, knownDurable);
        }
        OptionalLong evidence;
        try (EvidenceSearch search = new EvidenceSearch(window, reader, cursor, limit, offset, chain, listener)) {
            evidence = search.find();
        }
        if (evidence.isEmpty()) {
            return new End(offset, chain.incarnation(), chain.isClosed(), index);
        }
        window.forget(); // It may be older than what lies behind it: somebody may append.
        return verify(offset) == Verdict.VALID
                ? scan(offset)
                : damage(offset, verdict, Evidence.LATER_RECORD, evidence.getAsLong());
    }

    private Damage damage(long offset, Verdict found, Evidence evidence, long evidenceOffset) {
        return new Damage(offset, chain.nextSequence(), found, evidence, evidenceOffset, index);
    }
}
