package io.tidemark.powercut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DiscardedRangeException;
import io.tidemark.file.HybridFile;
import io.tidemark.file.Range;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Compares what a file holds after a power cut with what was acknowledged before. */
final class FileCheck {
    private final HybridFile file;
    private final Acknowledged known;
    private final long discardedTo;
    private long lastSequence = -1;

    private FileCheck(HybridFile file, Acknowledged known) {
        this.file = file;
        this.known = known;
        this.discardedTo = discardedTo(file);
    }

    /**
     * Reads the whole file.
     *
     * @return the sequence of its last record, −1 if it has none
     * @throws Violation if it does not hold exactly what was acknowledged and, behind that, a run of valid records that
     *     were not
     */
    static long run(HybridFile file, Acknowledged known) throws IOException, Violation {
        FileCheck check = new FileCheck(file, known);
        check.discardedStaysDiscarded();
        check.sealedStaysSealed();
        check.nothingIsMissing();
        check.allIsRight();
        return check.lastSequence;
    }

    /** The end of the discarded ranges with which the data begins; 0 without any. */
    static long discardedTo(HybridFile file) {
        long end = 0;
        for (Range range : file.ranges()) {
            if (range.mode() != RangeMode.DISCARDED) {
                break;
            }
            end = range.offset() + range.length();
        }
        return end;
    }

    private void discardedStaysDiscarded() throws IOException, Violation {
        Violation.unless(
                discardedTo >= known.discarded() && discardedTo <= known.discarding(),
                "discarded up to " + discardedTo + " instead of " + known.discarded() + " to " + known.discarding());
        if (discardedTo > 0) {
            try {
                file.readAt(discardedTo - 1, Unpooled.buffer(1), 1);
                throw new Violation("the discarded byte at " + (discardedTo - 1) + " can be read");
            } catch (DiscardedRangeException e) {
                // As it should be.
            }
        }
    }

    private void sealedStaysSealed() throws Violation {
        for (Range range : file.ranges()) {
            Violation.unless(
                    range.offset() >= known.sealed() || !range.mode().isOpen(),
                    range + " lies below the acknowledged seal at " + known.sealed());
        }
    }

    private void nothingIsMissing() throws Violation {
        long end = file.endOffset();
        Violation.unless(
                end >= known.durable(), (known.durable() - end) + " acknowledged bytes are missing at the end " + end);
    }

    private void allIsRight() throws IOException, Violation {
        long end = file.endOffset();
        long at = Math.max(discardedTo, file.dataOffset());
        while (at < end) {
            Records.Header header = Records.read(this::read, at, end);
            Violation.unless(header != null, "no valid record at " + at + ", the data ends at " + end);
            Violation.unless(
                    lastSequence < 0 || header.sequence() == lastSequence + 1,
                    "sequence " + header.sequence() + " follows " + lastSequence + " at " + at);
            Violation.unless(
                    header.round() == known.roundOf(at),
                    "the record at " + at + " is of round " + header.round() + " instead of " + known.roundOf(at));
            lastSequence = header.sequence();
            at += header.length();
        }
    }

    private void read(long offset, ByteBuffer target) throws IOException {
        ByteBuf wrapped = Unpooled.wrappedBuffer(target).clear();
        file.readAt(offset, wrapped, target.remaining());
    }
}
