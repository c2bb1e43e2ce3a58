package io.tidemark.nativeio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where any number of threads sleep, and are woken by one system call. {@link java.util.concurrent.locks.LockSupport} wakes
 * one thread a call, and each such call may have to rouse an idle processor; here the kernel has all of them in its hands
 * and spreads them.
 *
 * <pre>
 *  sleeper                                waker
 *    int rounds = futex.rounds();           make the condition true
 *    if (!condition)                        futex.wakeAll();
 *      futex.await(rounds);
 * </pre>
 *
 * <p>A sleeper is not to be interrupted, and a virtual thread keeps its carrier while it sleeps. Not part of {@link Posix}:
 * this has no file, and nobody could do anything about a failure. Any thread.
 */
public final class Futex {
    private static final VarHandle ROUNDS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** So that two of them never share a cache line. */
    private static final int LINE_BYTES = 128;

    /** The struct timespec of a second. */
    private static final ByteBuffer MOST = ByteBuffer.allocateDirect(2 * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(0, 1);

    private final ByteBuffer line =
            ByteBuffer.allocateDirect(2 * LINE_BYTES).alignedSlice(LINE_BYTES).slice(0, LINE_BYTES);
    private final long address = NativeBuffers.address(line);

    /** Nobody sleeps here yet. */
    public Futex() {
        Posix.system();
    }

    /** How often {@link #wakeAll} was called, modulo 2<sup>32</sup>. */
    public int rounds() {
        return (int) ROUNDS.getVolatile(line, 0);
    }

    /**
     * Sleeps until the next {@link #wakeAll}, or for a shorter time, a second at most: for no time at all if there was one since
     * {@code rounds} was read. Who has to know looks again.
     */
    public void await(int rounds) {
        try {
            Libc.syscall(
                    LinuxConstants.SYS_FUTEX,
                    address,
                    LinuxConstants.FUTEX_WAIT_PRIVATE,
                    rounds,
                    NativeBuffers.address(MOST));
        } finally {
            Reference.reachabilityFence(line);
        }
    }

    /** Wakes all that sleep here. */
    public void wakeAll() {
        ROUNDS.getAndAdd(line, 0, 1);
        try {
            Libc.syscall(LinuxConstants.SYS_FUTEX, address, LinuxConstants.FUTEX_WAKE_PRIVATE, Integer.MAX_VALUE, 0);
        } finally {
            Reference.reachabilityFence(line);
        }
    }
}
