package io.tidemark.log.survey;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Salvage;
import io.tidemark.log.Salvage.Gap;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Nothing follows any more. */
    Salvage end() {
        skipTo(end);
        return new Salvage(records, first, lost);
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
            while (scan.next()) {
                take(bytes, scan.record());
            }
            incarnation = scan.incarnation();
            end = Math.max(end, scan.nextSequence());
            before += Math.min(bytes.lengthBytes(), segment.header().segmentBytes());
        }
        tell(before);
    }

    private RescueScan scan(PlaceBytes bytes, Located segment) {
        long limit = Math.min(bytes.lengthBytes(), extent.limitIn(segment.header()));
        return new RescueScan(bytes, segment.header(), limit).since(incarnation);
    }

    private void tell(long bytes) {
        told = bytes;
        progress.accept(bytes);
    }

    private void take(PlaceBytes bytes, RecordCursor record) throws IOException {
        long sequence = record.sequence();
        if (next >= 0 && sequence < next) {
            return; // A twin.
        }
        ByteBuf payload = Unpooled.directBuffer(Math.max(1, record.length()), Math.max(1, record.length()));
        try {
            if (!isRead(bytes, record, payload)) {
                return;
            }
            skipTo(sequence);
            target.append(payload.writerIndex(record.length()), record.timestampMicros());
        } finally {
            payload.release();
        }
        if (before + record.nextOffset() - told >= STEP_BYTES) {
            tell(before + record.nextOffset());
        }
        first = first < 0 ? sequence : first;
        next = sequence + 1;
        records++;
    }

    /** What could be read when its checksum was verified may be lost by now; then the record is. */
    private static boolean isRead(PlaceBytes bytes, RecordCursor record, ByteBuf payload) throws IOException {
        try {
            bytes.readAsItIs(record.payloadOffset(), payload, 0, record.length());
            return true;
        } catch (MediaErrorException e) {
            return false;
        }
    }
}
