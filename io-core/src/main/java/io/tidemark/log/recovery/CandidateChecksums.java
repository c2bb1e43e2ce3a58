package io.tidemark.log.recovery;

import io.tidemark.log.format.RecordCursor;
import java.io.IOException;

/**
 * The checksums of what may be records, for a search that goes upwards. Records that are there follow each other, and each is
 * checksummed as it is. But payloads are full of words that look like a record's header, and claim any length: where they
 * would take more than a few times the bytes that the search has passed, and for long ones anyway, the checksum follows from
 * those of {@linkplain BlockChecksums blocks}. So a search is linear whatever the bytes are.
 */
final class CandidateChecksums implements AutoCloseable {
    /** From this length on by blocks. */
    static final int LONG_BYTES = 64 << 10;

    /** Bytes that may be checksummed, or read once more, for each one passed: what a chunk of records takes is three. */
    private static final long EFFORT = 4;

    private final ReadWindow window;
    private final BlockChecksums blocks;

    /** Where the first candidate is; -1 until there is one. */
    private long begin = -1;

    private long effort;
    private long checksummed;

    CandidateChecksums(ReadWindow window, SegmentReader reader) {
        this.window = window;
        this.blocks = new BlockChecksums(reader, window.limit());
    }

    /** The CRC32C of what the record says that it holds. */
    int of(RecordCursor candidate) throws IOException {
        if (begin < 0) {
            begin = candidate.offset();
        }
        long cost = cost(candidate);
        long passed = candidate.offset() - begin + ReadWindow.CHUNK_BYTES;
        if (candidate.length() >= LONG_BYTES || effort + cost > EFFORT * passed) {
            return blocks.between(candidate.checkedOffset(), candidate.payloadEnd());
        }
        effort += cost;
        checksummed += candidate.payloadEnd() - candidate.checkedOffset();
        window.checksum(candidate);
        return candidate.crc32c();
    }

    /** How many bytes were checksummed. */
    long checksummedBytes() {
        return checksummed + blocks.checksummedBytes();
    }

    /** How many bytes it takes to checksum the record as it is. */
    private long cost(RecordCursor candidate) {
        long bytes = candidate.payloadEnd() - candidate.offset();
        boolean isHere = window.holds(candidate.offset(), candidate.payloadEnd());
        return isHere ? bytes : bytes + 2L * ReadWindow.CHUNK_BYTES; // To go there, and to come back.
    }

    @Override
    public void close() {
        blocks.close();
    }
}
