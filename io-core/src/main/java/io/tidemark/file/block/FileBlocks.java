package io.tidemark.file.block;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * The blocks of one file. Reads come from any number of threads, each inside the file's gate; {@link #close} comes after
 * the last of them.
 *
 * <p>A block is in the table from the moment that somebody begins to load it; whoever comes then waits for that load. The
 * one who takes a loaded block out of the table gives the table's reference back.
 *
 * <p>Loading a block reads more than was asked for, so its failure is nobody's error: it is said that the bytes are not
 * to be had here, the caller reads just those that it needs, and hears what is wrong with them.
 */
public final class FileBlocks implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final Blocks cache;
    private final BlockLoader loader;
    private final int blockBytes;
    private final int shift;
    private final BlockTable table = new BlockTable();

    /** @param blockBytes a power of two */
    FileBlocks(Blocks cache, BlockLoader loader, int blockBytes) {
        this.cache = cache;
        this.loader = loader;
        this.blockBytes = blockBytes;
        this.shift = Integer.numberOfTrailingZeros(blockBytes);
    }

    /** How many bytes from {@code offset} on lie in one block. */
    public int leftInBlock(long offset) {
        return blockBytes - indexOf(offset);
    }

    /**
     * Copies bytes of one block, or says false with the target's bytes undefined: read them from the file.
     *
     * <p>A hit is counted before the copy, although it may come to nothing: the atomic addition would otherwise wait until
     * the stores of the copy have drained.
     */
    public boolean tryRead(long offset, ByteBuf target, int targetIndex, int length) {
        Block block = table.get(offset >>> shift);
        if (block != null && block.isReadable()) {
            cache.hit(block);
            if (block.tryCopy(indexOf(offset), target, targetIndex, length)) {
                return true;
            }
        }
        return tryReadMissing(offset, target, targetIndex, length);
    }

    /** Apart from the usual case, which the compiler keeps small so. */
    private boolean tryReadMissing(long offset, ByteBuf target, int targetIndex, int length) {
        Block block = acquire(offset >>> shift);
        if (block == null) {
            return false;
        }
        try {
            block.copy(indexOf(offset), target, targetIndex, length);
        } finally {
            block.release();
        }
        return true;
    }

    /** A read-only view of bytes of one block, which the caller releases; null where there is none to be had. */
    public ByteBuf tryView(long offset, int length) {
        Block block = acquire(offset >>> shift);
        if (block == null) {
            return null;
        }
        try {
            return BlockView.of(block, indexOf(offset), length);
        } catch (OutOfMemoryError e) {
            block.release();
            throw e;
        }
    }

    /** Loads the block of {@code offset} if it is not there. */
    public void warm(long offset) {
        Block block = table.get(offset >>> shift) == null ? acquire(offset >>> shift) : null;
        if (block != null) {
            block.release();
        }
    }

    /** Forgets what lies in {@code [offset, end)}; views stay valid. What is being loaded meanwhile may stay. */
    public void invalidate(long offset, long end) {
        table.forEach(offset >>> shift, (end + blockBytes - 1) >>> shift, cache::remove);
    }

    /** Gives all back but what views hold. */
    @Override
    public void close() {
        table.forEach(cache::remove);
        cache.detach();
    }

    /** The block with a reference for the caller; null where it can't be had. */
    private Block acquire(long number) {
        for (int attempt = 0; attempt < ATTEMPTS && BlockTable.holds(number); attempt++) {
            Block found = table.get(number);
            if (found == null) {
                Block mine = cache.newBlock(this, number);
                found = table.putIfAbsent(mine);
                if (found == null) {
                    return load(mine) ? mine : null;
                }
            }
            found.awaitSettled();
            if (found.tryRetain()) {
                cache.hit(found);
                return found;
            }
            if (found.hasFailed()) {
                break;
            }
        }
        cache.bypassed();
        return null;
    }

    /** Settles the block whatever fails: it is in the table, and others may wait for it. */
    private boolean load(Block mine) {
        Slot slot = null;
        boolean loaded = false;
        try {
            slot = cache.tryTakeSlot();
            if (slot != null) {
                loader.load(mine.number() << shift, slot.address(), blockBytes);
                mine.loaded(slot);
                loaded = true;
                cache.loaded(mine);
            } else {
                cache.bypassed();
            }
        } catch (IOException e) {
            cache.bypassed(); // The caller's own read tells what is wrong.
        } finally {
            if (!loaded) {
                table.remove(mine);
                mine.failed();
                if (slot != null) {
                    cache.giveBack(slot);
                }
            }
        }
        return loaded;
    }

    /** Takes a loaded block out; true for the one caller that did, who now has the table's reference. */
    boolean take(Block block) {
        return block.isReadable() && table.remove(block);
    }

    private int indexOf(long offset) {
        return (int) offset & (blockBytes - 1);
    }
}
