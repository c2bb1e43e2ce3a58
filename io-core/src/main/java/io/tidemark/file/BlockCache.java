package io.tidemark.file;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.file.block.Blocks;
import io.tidemark.nativeio.Posix;
import java.lang.management.ManagementFactory;

/**
 * A bounded piece of memory outside the heap for blocks of {@code BLOCK_CACHED} ranges, shared by all files that are
 * opened with it: whoever has thousands of them wants one bound. What is read often stays, a scan doesn't wash it out.
 *
 * <p>The bound counts all there is: blocks that are found, those that are just being read, and those that a view
 * ({@link HybridFile#readAt(long, int)}) still holds after they went. If views hold everything, reads go to the medium.
 * Memory comes from the system when it is used for the first time, and goes back when the cache is closed.
 *
 * <p>Safe for any thread. A hit takes no lock and waits for nobody; readers that miss the same block at a time read it
 * once.
 */
public final class BlockCache implements AutoCloseable {
    /** The block size unless stated. */
    public static final int DEFAULT_BLOCK_BYTES = 1 << 14;

    /** The share of memory that {@link #shared} takes at most. */
    private static final int SHARE = 8;

    private static final int MAX_BLOCK_BYTES = 1 << 24;

    /** Null until it is needed. Guarded by the class. */
    private static BlockCache shared;

    private final Blocks blocks;
    private final boolean isShared;

    private BlockCache(long capacityBytes, int blockBytes, boolean isShared) {
        if (Integer.bitCount(blockBytes) != 1
                || blockBytes < HybridFileOptions.MIN_BORDER_BYTES
                || blockBytes > MAX_BLOCK_BYTES) {
            throw new IllegalArgumentException("blockBytes is " + blockBytes + ", must be a power of two from "
                    + HybridFileOptions.MIN_BORDER_BYTES + " to " + MAX_BLOCK_BYTES);
        }
        long count = capacityBytes / blockBytes;
        if (count < 2 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("capacityBytes is " + capacityBytes
                    + ", must be from 2 to 2^31 - 1 blocks of " + blockBytes + " bytes");
        }
        this.blocks = new Blocks(Posix.system(), (int) count, blockBytes);
        this.isShared = isShared;
    }

    /**
     * A cache of blocks of {@value #DEFAULT_BLOCK_BYTES} bytes.
     *
     * @param capacityBytes the bound; rounded down to whole blocks, of which it takes at least two
     * @throws IllegalArgumentException if a size is out of bounds
     * @throws OutOfMemoryError if the system has no address space for it
     */
    public static BlockCache ofBytes(long capacityBytes) {
        return ofBytes(capacityBytes, DEFAULT_BLOCK_BYTES);
    }

    /**
     * A cache with blocks of another size. A miss reads a block, so small ones suit scattered reads of a fast medium,
     * large ones a medium that takes long for each read.
     *
     * @param capacityBytes the bound; rounded down to whole blocks, of which it takes at least two
     * @param blockBytes a power of two from 4 KiB to 16 MiB; in files with smaller borders a block is as large as a border,
     *     and the rest of its memory lies idle
     * @throws IllegalArgumentException if a size is out of bounds
     * @throws OutOfMemoryError if the system has no address space for it
     */
    public static BlockCache ofBytes(long capacityBytes, int blockBytes) {
        return new BlockCache(capacityBytes, blockBytes, false);
    }

    /**
     * The cache of files that are given none. Its bound is an eighth of the memory of the machine or container. It is made
     * when the first file needs it and stays for the life of the process.
     */
    public static synchronized BlockCache shared() {
        if (shared == null) { // Where there was no memory for it there may be some by now.
            shared = new BlockCache(memoryBytes() / SHARE, DEFAULT_BLOCK_BYTES, true);
        }
        return shared;
    }

    /** Counts since it was made. */
    public BlockCacheStatistics statistics() {
        return blocks.statistics();
    }

    /**
     * Takes no more files; those that have it go on. The memory goes back with the last file and the last view.
     * Idempotent.
     *
     * @throws UnsupportedOperationException for the shared one, which belongs to everybody
     */
    @Override
    public void close() {
        if (isShared) {
            throw new UnsupportedOperationException("the shared block cache lives as long as the process");
        }
        blocks.close();
    }

    Blocks blocks() {
        return blocks;
    }

    private static long memoryBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}
