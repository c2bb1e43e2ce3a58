package io.tidemark.file.block;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The blocks of one file by number, without boxing one: a directory of chunks that are made where there are blocks. For
 * each chunk that was ever used it takes 16 KiB, beside 64 MiB of file in blocks of 16 KiB. Looking takes no lock.
 */
final class BlockTable {
    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    /** Keeps the directory of a sparse file in bounds: 1 PiB in blocks of 16 KiB. What lies above is not cached. */
    private static final int MAX_CHUNKS = 1 << 24;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private volatile AtomicReferenceArray<Block>[] chunks = new AtomicReferenceArray[0];

    /** Whether the table has a place for that block. */
    static boolean holds(long number) {
        return number >>> CHUNK_SHIFT < MAX_CHUNKS;
    }

    /** The block, or null. */
    Block get(long number) {
        AtomicReferenceArray<Block>[] current = chunks;
        long chunk = number >>> CHUNK_SHIFT;
        if (chunk >= current.length || current[(int) chunk] == null) {
            return null;
        }
        return current[(int) chunk].getAcquire((int) number & CHUNK_MASK);
    }

    /** Puts a block where none is; returns the one that was, or null. */
    Block putIfAbsent(Block block) {
        return chunkOf(block.number()).compareAndExchange((int) block.number() & CHUNK_MASK, null, block);
    }

    /** Takes out exactly this block; false if another thread was faster. */
    boolean remove(Block block) {
        return chunkOf(block.number()).compareAndSet((int) block.number() & CHUNK_MASK, block, null);
    }

    /** Shows every block from {@code first} to before {@code end}. */
    void forEach(long first, long end, Consumer<Block> action) {
        AtomicReferenceArray<Block>[] current = chunks;
        for (long number = first; number < Math.min(end, (long) current.length << CHUNK_SHIFT); number++) {
            AtomicReferenceArray<Block> chunk = current[(int) (number >>> CHUNK_SHIFT)];
            if (chunk == null) {
                number |= CHUNK_MASK; // Nothing in this one.
                continue;
            }
            Block block = chunk.getAcquire((int) number & CHUNK_MASK);
            if (block != null) {
                action.accept(block);
            }
        }
    }

    /** Shows every block. */
    void forEach(Consumer<Block> action) {
        forEach(0, Long.MAX_VALUE, action);
    }

    private AtomicReferenceArray<Block> chunkOf(long number) {
        int index = (int) (number >>> CHUNK_SHIFT);
        AtomicReferenceArray<Block>[] current = chunks;
        return index < current.length && current[index] != null ? current[index] : newChunk(index);
    }

    private synchronized AtomicReferenceArray<Block> newChunk(int index) {
        AtomicReferenceArray<Block>[] grown = chunks;
        if (index < grown.length && grown[index] != null) {
            return grown[index];
        }
        int length = Math.max(index + 1, Math.min(MAX_CHUNKS, grown.length + grown.length / 2));
        grown = Arrays.copyOf(grown, Math.max(grown.length, length));
        grown[index] = new AtomicReferenceArray<>(1 << CHUNK_SHIFT);
        chunks = grown;
        return grown[index];
    }
}
