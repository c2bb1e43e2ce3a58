package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.Footer;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Gets the index of a sealed segment from its footer, without reading its records. */
public final class FooterReader {
    private FooterReader() {}

    /**
     * Reads and verifies a footer.
     *
     * @param place where it is supposed to lie: the segment behind knows
     * @return empty if there is no intact footer; then the segment has to be scanned
     * @throws IOException what the reader throws
     */
    public static Optional<SparseIndex> read(SegmentReader reader, SegmentHeader header, FooterPlace place)
            throws IOException {
        boolean isPossible = place.isKnown()
                && place.length() <= Footer.maxLengthBytes(header.segmentBytes())
                && place.endOffset() <= header.segmentBytes();
        if (!isPossible) {
            return Optional.empty();
        }
        int recordBytes = RecordLayout.recordBytes(place.length());
        ByteBuf bytes = Unpooled.directBuffer(recordBytes, recordBytes);
        try {
            reader.read(place.offset(), bytes, 0, recordBytes);
            return decode(bytes.nioBuffer(0, recordBytes), header, place);
        } finally {
            bytes.release();
        }
    }

    private static Optional<SparseIndex> decode(ByteBuffer bytes, SegmentHeader header, FooterPlace place) {
        long offset = place.offset();
        RecordCursor cursor = new RecordCursor(header.salt());
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        Verdict verdict = cursor.verify(bytes, 0, offset, offset + bytes.capacity());
        if (verdict != Verdict.VALID
                || cursor.kind() != RecordKind.FOOTER
                || cursor.length() != place.length()
                || cursor.incarnation() < header.incarnation()) {
            return Optional.empty();
        }
        ByteBuffer payload = bytes.slice(RecordLayout.HEADER_BYTES, place.length());
        return Footer.decode(payload, header, offset, cursor.sequence())
                .map(footer -> SparseIndex.copyOf(footer, header.segmentBytes()));
    }
}
