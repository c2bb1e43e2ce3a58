package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.Crc32cParts;
import io.tidemark.log.format.RecordCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The checksums of what may be records, for a search that goes upwards. Payloads are full of words that look like a record's
 * header, and claim any length. So the bytes of a segment are checksummed once, up to the border of each block; from two
 * borders follows what is between them, and a candidate costs two blocks at most, however long it says it is.
 */
final class CandidateChecksums implements AutoCloseable {
    /** From this length on by blocks. Shorter ones cost less as they are, and records that are there follow each other. */
    static final int LONG_BYTES = 64 << 10;

    private static final int BLOCK_BYTES = 4096;
    private static final int READ_BLOCKS = 16;

    private final ReadWindow window;
    private final SegmentReader reader;
    private final CRC32C crc = new CRC32C();

    /** Null until there is a long candidate. */
    private ByteBuf read;

    private long firstBlock;

    /** Of all blocks from the first one up to as many as the index says. */
    private int[] sums = {0};

    private int summed;

    CandidateChecksums(ReadWindow window, SegmentReader reader) {
        this.window = window;
        this.reader = reader;
    }

    /** The CRC32C of what the record says that it holds. */
    int of(RecordCursor candidate) throws IOException {
        if (isShort(candidate)) {
            window.checksum(candidate);
            return candidate.crc32c();
        }
        return of(candidate.checkedOffset(), candidate.payloadEnd());
    }

    /** How many bytes that takes, but for those that are checksummed once for all. */
    long cost(RecordCursor candidate) {
        if (!isShort(candidate)) {
            return 2L * BLOCK_BYTES;
        }
        long bytes = candidate.payloadEnd() - candidate.offset();
        boolean isHere = window.holds(candidate.offset(), candidate.payloadEnd());
        return isHere ? bytes : bytes + 2L * ReadWindow.CHUNK_BYTES; // To go there, and to come back.
    }

    private static boolean isShort(RecordCursor candidate) {
        return candidate.length() < LONG_BYTES;
    }

    private int of(long from, long to) throws IOException {
        long first = (from + BLOCK_BYTES - 1) / BLOCK_BYTES;
        long last = to / BLOCK_BYTES;
        int head = crcOf(from, first * BLOCK_BYTES);
        int middle = blocks(first, last);
        int tail = crcOf(last * BLOCK_BYTES, to);
        int headAndMiddle = Crc32cParts.join(head, middle, (last - first) * BLOCK_BYTES);
        return Crc32cParts.join(headAndMiddle, tail, to - last * BLOCK_BYTES);
    }

    private int blocks(long first, long last) throws IOException {
        if (first < firstBlock || summed == 0) {
            firstBlock = first;
            summed = 0;
        }
        int upTo = (int) (last - firstBlock);
        sum(upTo);
        return Crc32cParts.without(sums[upTo], sums[(int) (first - firstBlock)], (last - first) * BLOCK_BYTES);
    }

    private void sum(int blocks) throws IOException {
        if (blocks >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(blocks + 1, 2 * sums.length));
        }
        while (summed < blocks) {
            int count = Math.min(READ_BLOCKS, blocks - summed);
            read((firstBlock + summed) * BLOCK_BYTES, count * BLOCK_BYTES);
            for (int i = 0; i < count; i++, summed++) {
                sums[summed + 1] = Crc32cParts.join(sums[summed], crc(i * BLOCK_BYTES, BLOCK_BYTES), BLOCK_BYTES);
            }
        }
    }

    private int crcOf(long from, long to) throws IOException {
        int length = (int) (to - from);
        read(from, length);
        return crc(0, length);
    }

    private void read(long from, int length) throws IOException {
        if (read == null) {
            read = Unpooled.directBuffer(READ_BLOCKS * BLOCK_BYTES, READ_BLOCKS * BLOCK_BYTES);
        }
        reader.read(from, read, 0, length);
    }

    private int crc(int index, int length) {
        crc.reset();
        crc.update(read.internalNioBuffer(index, length));
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        if (read != null) {
            read.release();
        }
    }
}
