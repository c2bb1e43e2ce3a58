package io.tidemark.log.survey;

import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.FirstRecord;
import io.tidemark.log.recovery.FooterReader;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.Glance;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds out what is in a segment, by its footer or by its records; without the others, and in any thread. */
record SegmentContents(Posix posix, RecoveryScan scan) {
    private static final System.Logger LOG = System.getLogger(SegmentContents.class.getName());

    /** A segment's footer or records, and how many bytes there are at its place. */
    record Content(ScanResult result, long lengthBytes) {}

    /**
     * What is in a segment that is known to be durable as a whole.
     *
     * @param footer of it, as the next segment tells
     */
    Content read(Located segment, FooterPlace footer) throws IOException {
        SegmentHeader header = segment.header();
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
            long lengthBytes = bytes.lengthBytes();
            if (scan == RecoveryScan.FOOTERS && footer.endOffset() <= lengthBytes) {
                Optional<SparseIndex> index = FooterReader.read(bytes::readAlone, header, footer);
                if (index.isPresent()) {
                    ScanResult believed = new ScanResult.Sealed(footer, header.incarnation(), index.get());
                    return new Content(believed, lengthBytes);
                }
            }
            return scan(bytes, segment, footer.endOffset(), ScanListener.NONE);
        }
    }

    /**
     * Leaves of a segment what the medium holds: what survived the death of a process may be in memory only, pages whose
     * write-back failed are nowhere else and look as if they were, and others may be older than what a direct write left.
     *
     * @return whether its header is there yet
     */
    boolean settle(Located segment) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.openToSettle(posix, segment.place())) {
            bytes.force();
            bytes.drop(segment.header().segmentBytes());
            return bytes.header().isOf(segment.header());
        }
    }

    /** What is in a segment that nothing is known about. */
    Content scan(Located segment, ScanListener listener) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
            return scan(bytes, segment, 0, listener);
        }
    }

    /**
     * Whether a segment that is supposed begins with an intact record. Cheap, for free places may be many.
     *
     * @param isWanted asked about its header
     */
    boolean beginsWith(Located supposed, Predicate<RecordCursor> isWanted) throws IOException {
        SegmentHeader header = supposed.header();
        try (PlaceBytes bytes = PlaceBytes.open(posix, supposed.place())) {
            long limit = Math.min(bytes.lengthBytes(), header.segmentBytes());
            return FirstRecord.isIntact(bytes::readAlone, header, limit, isWanted);
        }
    }

    /** Whether a place is what may be left of a log that was being created, see {@link PlaceBytes#isUnborn}. */
    boolean isUnborn(SegmentPlace place, long placeBytes) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
            return bytes.isUnborn(placeBytes);
        }
    }

    private Content scan(PlaceBytes bytes, Located segment, long knownDurable, ScanListener listener)
            throws IOException {
        SegmentHeader header = segment.header();
        long limit = bytes.lengthBytes();
        if (segment.place().reading().isUnderLock()) {
            ScanResult result = scanLocked(bytes, segment, knownDurable, listener);
            if (!(result instanceof ScanResult.Sealed)) {
                bytes.drop(segment.header().segmentBytes()); // It may go on being written past the page cache.
            }
            return new Content(result, limit);
        }
        Glance glance = bytes.glance(header.segmentBytes());
        ScanResult scanned = SegmentScan.run(glance, header, limit, knownDurable, listener);
        ScanResult result = MediumDamage.orElse(scanned, bytes, header);
        if (!(result instanceof ScanResult.Sealed)) {
            glance.forget(); // It is read past the page cache, where that can be.
        }
        return new Content(result, limit);
    }

    /** By a mapping where all is read, as nobody can cut the file off; what that fails with, system calls tell better. */
    private ScanResult scanLocked(PlaceBytes bytes, Located segment, long knownDurable, ScanListener listener)
            throws IOException {
        SegmentHeader header = segment.header();
        long limit = bytes.lengthBytes();
        if (scan == RecoveryScan.ALL_RECORDS) {
            try (MappedRegion mapping = bytes.map(header.segmentBytes())) {
                return SegmentScan.run(bytes, mapping, header, limit, knownDurable, listener);
            } catch (FileSystemException e) {
                LOG.log(System.Logger.Level.DEBUG, segment.place() + ": can't be mapped, so it is copied", e);
            }
        }
        return SegmentScan.run(bytes, header, limit, knownDurable, listener);
    }
}
