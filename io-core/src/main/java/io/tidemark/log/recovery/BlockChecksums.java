package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.Crc32cParts;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The checksums of any parts of a segment, for who asks for one that begins behind the one before. The bytes are checksummed
 * once, up to the border of each block. What is left on both sides is less than a block, and most of it was asked for before:
 * beginnings go upwards, and so do ends as long as the lengths are alike.
 */
final class BlockChecksums implements AutoCloseable {
    /** A part costs no more than this for its end; an int is kept for each block. */
    private static final int BLOCK_BYTES = 256;

    private static final int READ_BYTES = 64 << 10;

    private final SegmentReader reader;
    private final long limit;
    private final CRC32C crc = new CRC32C();
    private final InBlock begin = new InBlock();
    private final InBlock end = new InBlock();

    /** Null until something was asked for. */
    private ByteBuf read;

    private long firstBlock;

    /** Of all blocks from the first one up to as many as the index says. */
    private int[] sums = {0};

    private int summed;
    private long checksummed;

    /** @param limit offset behind the last byte that there is */
    BlockChecksums(SegmentReader reader, long limit) {
        this.reader = reader;
        this.limit = limit;
    }

    /** The CRC32C of the bytes from one offset up to another one. */
    int between(long from, long to) throws IOException {
        beginAt(from / BLOCK_BYTES);
        sum(to / BLOCK_BYTES);
        return Crc32cParts.without(upTo(to, end), upTo(from, begin), to - from);
    }

    /** How many bytes were checksummed. */
    long checksummedBytes() {
        return checksummed;
    }

    /** What lies between is not asked for any more, so it needn't be read. */
    private void beginAt(long block) {
        if (block < firstBlock || block > firstBlock + summed) {
            firstBlock = block;
            summed = 0;
            crc.reset();
        }
    }

    private void sum(long upTo) throws IOException {
        int blocks = (int) (upTo - firstBlock);
        if (blocks >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(blocks + 1, 2 * sums.length));
        }
        while (summed < blocks) {
            int count = Math.min(READ_BYTES / BLOCK_BYTES, blocks - summed);
            if (read == null) {
                read = Unpooled.directBuffer(READ_BYTES, READ_BYTES);
            }
            reader.read((firstBlock + summed) * BLOCK_BYTES, read, 0, count * BLOCK_BYTES);
            for (int i = 0; i < count; i++) {
                update(crc, read, i * BLOCK_BYTES, BLOCK_BYTES);
                sums[++summed] = (int) crc.getValue();
            }
        }
    }

    /** From the first block's begin on. */
    private int upTo(long offset, InBlock part) throws IOException {
        long block = offset / BLOCK_BYTES;
        return Crc32cParts.join(sums[(int) (block - firstBlock)], part.upTo(offset), offset - block * BLOCK_BYTES);
    }

    private void update(CRC32C sum, ByteBuf bytes, int index, int length) {
        checksummed += length;
        sum.update(bytes.internalNioBuffer(index, length));
    }

    @Override
    public void close() {
        if (read != null) {
            read.release();
        }
        begin.close();
        end.close();
    }

    /** The checksum of a block's bytes up to somewhere, from where it was before if that is in front of it. */
    private final class InBlock {
        private final CRC32C crc = new CRC32C();

        /** Null until something was asked for. */
        private ByteBuf bytes;

        private long border = -1;
        private long at;

        int upTo(long offset) throws IOException {
            long wanted = offset & -BLOCK_BYTES;
            if (wanted != border) {
                read(wanted);
            }
            if (wanted != border || offset < at) {
                crc.reset();
                at = wanted;
            }
            border = wanted;
            update(crc, bytes, (int) (at - border), (int) (offset - at));
            at = offset;
            return (int) crc.getValue();
        }

        private void read(long from) throws IOException {
            if (bytes == null) {
                bytes = Unpooled.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
            }
            reader.read(from, bytes, 0, (int) Math.min(BLOCK_BYTES, limit - from));
        }

        void close() {
            if (bytes != null) {
                bytes.release();
            }
        }
    }
}
