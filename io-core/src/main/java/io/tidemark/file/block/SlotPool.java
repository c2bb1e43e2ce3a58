package io.tidemark.file.block;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.util.ArrayDeque;

/**
 * One piece of memory, cut into slots of one size: so the bound can't be passed, and nothing is fragmented. The kernel
 * backs it as slots are used for the first time. Its lock is held for a few instructions, and never by a hit.
 */
final class SlotPool {
    /** The size of a huge page on x86-64, and the usual one on aarch64. */
    private static final long HUGE_PAGE_BYTES = 2 << 20;

    private final NativeMemory memory;
    private final int slotBytes;
    private final int count;

    /** The one given back last is in the processor's caches, so it goes out first. */
    private final ArrayDeque<Slot> idle = new ArrayDeque<>();

    /** Slots below were used before. */
    private int made;

    private int taken;
    private boolean closed;

    SlotPool(Posix posix, int slotBytes, int count) {
        this.slotBytes = slotBytes;
        this.count = count;
        this.memory = NativeMemory.allocate(posix, (long) slotBytes * count, HUGE_PAGE_BYTES);
        tryUseHugePages(posix);
    }

    /** Blocks are read at random: with small pages each read would look for its page in tables that lie in memory. */
    private void tryUseHugePages(Posix posix) {
        long whole = memory.length() & -HUGE_PAGE_BYTES;
        try {
            if (whole > 0) {
                posix.madvise(memory.address(), whole, LinuxConstants.MADV_HUGEPAGE);
            }
        } catch (ErrnoException ignored) {
            // A kernel without them has small ones.
        }
    }

    int count() {
        return count;
    }

    /** A slot with anything in it, or null if all are taken. */
    synchronized Slot take() {
        if (idle.isEmpty() && made == count) {
            return null;
        }
        Slot slot = idle.isEmpty() ? new Slot(memory.address() + (long) made++ * slotBytes, slotBytes) : idle.pop();
        taken++;
        return slot;
    }

    synchronized void giveBack(Slot slot) {
        idle.push(slot);
        taken--;
        freeIfUnused();
    }

    synchronized int taken() {
        return taken;
    }

    /** Frees the memory; that of slots which are still taken when the last of them comes back. */
    synchronized void close() {
        closed = true;
        freeIfUnused();
    }

    private void freeIfUnused() {
        if (closed && taken == 0) {
            memory.close();
        }
    }
}
