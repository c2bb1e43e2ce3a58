package io.tidemark.log.survey;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Salvage;
import io.tidemark.log.Salvage.Doubt;
import io.tidemark.log.Salvage.Gap;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Takes the segments in order. Recovery always goes on in a higher incarnation, so records of a lower one than was seen
 * before were dropped by it: they were never acknowledged, and others may stand in their place.
 */
final class RescuedRecords {
    private static final long STEP_BYTES = 1 << 20;

    private final Posix posix;
    private final Rescue.Target target;
    private final LogExtent extent;
    private final LongConsumer progress;
    private final List<Gap> lost = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();

    /** In the last segment that was taken; a later one tells the sequences of what was lost in it. */
    private final List<Doubt> unreadableEnds = new ArrayList<>();

    /** Of the segments that were taken. */
    private final TreeSet<Long> numbers = new TreeSet<>();

    private long records;
    private long first = -1;
    private long next = -1;
    private int incarnation;

    /** Behind the last record that anything tells of. */
    private long end;

    /** Bytes of the segments before, and of all that was told. */
    private long before;

    private long told;

    RescuedRecords(Posix posix, Rescue.Target target, LogExtent extent, LongConsumer progress) {
        this.posix = posix;
        this.target = target;
        this.extent = extent;
        this.progress = progress;
    }

    void beginAt(long sequence) {
        next = sequence;
    }

    /** There may have been more. */
    void doubt(Doubt doubt) {
        doubts.add(doubt);
    }

    /** Nothing follows any more. */
    Salvage end() {
        skipTo(end);
        doubts.addAll(unreadableEnds);
        return new Salvage(records, first, lost, doubts);
    }

    /** Of the segments that were taken. */
    NavigableSet<Long> numbers() {
        return Collections.unmodifiableNavigableSet(numbers);
    }

    private void skipTo(long sequence) {
        if (next >= 0 && sequence > next) {
            lost.add(new Gap(next, sequence, records));
        }
    }

    /**
     * Takes a segment.
     *
     * @param next header of the one behind it, if that can be read
     */
    void take(Located segment, Optional<SegmentHeader> next) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place());
                RescueScan scan = scan(bytes, segment)) {
            next.ifPresent(scan::inFrontOf);
            RecordCursor again = new RecordCursor(segment.header().salt());
            while (scan.next()) {
                take(bytes, scan.record(), again);
            }
            boolean isDropped =
                    scan.foundUpTo() == SegmentHeader.BYTES && segment.header().incarnation() < incarnation;
            if (!isDropped) {
                addMediaErrors(segment, bytes, scan);
                end = Math.max(end, scan.nextSequence());
            }
            incarnation = scan.incarnation();
            before += Math.min(bytes.lengthBytes(), segment.header().segmentBytes());
        }
        tell(before);
    }

    private void addMediaErrors(Located segment, PlaceBytes bytes, RescueScan scan) {
        boolean isTwin = !numbers.add(segment.segmentNumber());
        if (!isTwin) {
            unreadableEnds.clear();
        }
        long limit = limit(bytes, segment);
        bytes.mediaErrors().stream()
                .filter(error -> error.touches(scan.foundUpTo(), limit))
                .map(error -> Doubts.unreadableEnd(segment, error, scan.nextSequence()))
                .forEach(unreadableEnds::add);
    }

    private long limit(PlaceBytes bytes, Located segment) {
        return Math.min(bytes.lengthBytes(), extent.limitIn(segment.header()));
    }

    private RescueScan scan(PlaceBytes bytes, Located segment) {
        return new RescueScan(bytes, segment.header(), limit(bytes, segment)).since(incarnation);
    }

    private void tell(long bytes) {
        told = bytes;
        progress.accept(bytes);
    }

    /** @param again reads the record once more */
    private void take(PlaceBytes bytes, RecordCursor record, RecordCursor again) throws IOException {
        long sequence = record.sequence();
        if (next >= 0 && sequence < next) {
            return; // A twin.
        }
        int recordBytes = RecordLayout.HEADER_BYTES + record.length();
        ByteBuf whole = Unpooled.directBuffer(recordBytes, recordBytes);
        try {
            if (!isRead(bytes, record, again, whole)) {
                return;
            }
            skipTo(sequence);
            target.append(whole.setIndex(RecordLayout.HEADER_BYTES, recordBytes), record.timestampMicros());
        } finally {
            whole.release();
        }
        if (before + record.nextOffset() - told >= STEP_BYTES) {
            tell(before + record.nextOffset());
        }
        first = first < 0 ? sequence : first;
        next = sequence + 1;
        records++;
    }

    /**
     * What was intact when it was found may be lost by now, on a medium that fails; then the record is. The new log would
     * have a right checksum over wrong bytes.
     */
    private static boolean isRead(PlaceBytes bytes, RecordCursor record, RecordCursor again, ByteBuf whole)
            throws IOException {
        try {
            bytes.readAsItIs(record.offset(), whole, 0, whole.capacity());
        } catch (MediaErrorException e) {
            return false;
        }
        ByteBuffer memory = whole.internalNioBuffer(0, whole.capacity()).slice().order(ByteOrder.LITTLE_ENDIAN);
        return again.verify(memory, 0, record.offset(), record.payloadEnd()) == Verdict.VALID
                && again.firstWord() == record.firstWord();
    }
}
