package io.tidemark.file.block;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.access.SharedBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;

/**
 * One block of one file, from the first miss until its memory is given back; never used again after that. It is its own
 * key in the policy, by identity, so that a hit makes no key.
 *
 * <p>References: one for the table of the file, one for whoever loads it, one for each view. A reader that copies needs
 * none: it looks at the count again after the copy. If it is still above zero, the slot can't have been given to another
 * block before.
 */
final class Block {
    private static final boolean HAS_UNSAFE = PlatformDependent.hasUnsafe();
    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES = MethodHandles.lookup().findVarHandle(Block.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FileBlocks file;
    private final long number;
    private final SlotPool pool;
    private final CountDownLatch settled = new CountDownLatch(1);

    /** Null while loading, and for good where that failed. Published by the first store to {@link #references}. */
    private Slot slot;

    /** The slot's; kept here, because a hit that had to look there would wait for one more line of memory. */
    private long address;

    /** 0 while loading and after the end. */
    private volatile int references;

    Block(FileBlocks file, long number, SlotPool pool) {
        this.file = file;
        this.number = number;
        this.pool = pool;
    }

    FileBlocks file() {
        return file;
    }

    long number() {
        return number;
    }

    /** The bytes are there: from now on it is read. One reference is the table's, one the caller's. */
    void loaded(Slot filled) {
        slot = filled;
        address = filled.address();
        references = 2;
        settled.countDown();
    }

    /** The bytes are not to be had. */
    void failed() {
        settled.countDown();
    }

    /** Waits until another thread has loaded it, or failed to; interrupts are kept for later. */
    void awaitSettled() {
        Uninterruptibly.run(settled::await);
    }

    /** Whether it is settled and was never readable. */
    boolean hasFailed() {
        return slot == null;
    }

    /** Copies, or says false with the target's bytes undefined: not loaded, or given back. */
    boolean tryCopy(int index, ByteBuf target, int targetIndex, int length) {
        if (references == 0) {
            return false;
        }
        copy(index, target, targetIndex, length);
        VarHandle.acquireFence(); // The bytes first, then the count.
        return references != 0;
    }

    /**
     * Copies; the caller has a reference. By addresses where there are some: Netty's layers are so deep that the compiler
     * stops inlining inside the copy.
     */
    void copy(int index, ByteBuf target, int targetIndex, int length) {
        if (HAS_UNSAFE && target.hasMemoryAddress()) {
            PlatformDependent.copyMemory(address + index, target.memoryAddress() + targetIndex, length);
        } else {
            SharedBytes.copy(slot.bytes(), index, target, targetIndex, length);
        }
    }

    /** The address of its first byte; the caller has a reference. */
    long address() {
        return address;
    }

    /** Takes a reference, or says false: not loaded, or given back. */
    boolean tryRetain() {
        for (int count = references; count > 0; count = references) {
            if (REFERENCES.compareAndSet(this, count, count + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Gives a reference back; the memory goes with the last one. */
    void release() {
        if ((int) REFERENCES.getAndAdd(this, -1) == 1) {
            pool.giveBack(slot);
        }
    }

    /** Whether it is loaded and not given back; for as long as it is in the table then. */
    boolean isReadable() {
        return references > 0;
    }

    /** Whether somebody but the table has a reference, so that removing it would free no memory. */
    boolean isPinned() {
        return references > 1;
    }
}
