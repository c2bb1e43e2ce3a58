package io.tidemark.log.append;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the appending side of a log tells its forcing side: how far it has come, and in which segments. The one that holds
 * the appenders' lock writes, any thread reads.
 */
final class TailState {
    private static final VarHandle LAST;
    private static final VarHandle APPENDED_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST = lookup.findVarHandle(TailState.class, "last", long.class);
            APPENDED_BYTES = lookup.findVarHandle(TailState.class, "appendedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentLinkedQueue<CompleteSegment> complete = new ConcurrentLinkedQueue<>();

    /** The last sequence that had been there already. */
    private final long lastBefore;

    /** How many were put into the queue; the appenders'. */
    private long completed;

    /** How many of them have left it; the forcing side's. */
    private volatile long forced;

    private volatile ActiveSegment active;

    @SuppressWarnings("UnusedVariable") // read and written through LAST
    private long last;

    @SuppressWarnings("UnusedVariable") // read and written through APPENDED_BYTES
    private long appendedBytes;

    /** @param last the last sequence that is there already */
    TailState(long last) {
        this.lastBefore = last;
        this.last = last;
    }

    /** The segment that is appended to. */
    ActiveSegment active() {
        return active;
    }

    /** From now on this one is appended to; the one before it was given to {@link #complete}. */
    void begin(ActiveSegment segment) {
        active = segment;
    }

    /** A segment is complete, and waits for being forced. */
    void complete(ActiveSegment segment) {
        completed++;
        complete.add(new CompleteSegment(segment, appendedBytes()));
    }

    /** The first complete segment that is not known to be durable; null if there is none. */
    CompleteSegment firstUnforced() {
        return complete.peek();
    }

    /** The {@link #firstUnforced} is durable. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time forces.
    void forcedFirst() {
        complete.remove();
        forced++;
    }

    /** Whether all segments before the active one are durable; for the one that holds the appenders' lock. */
    boolean isAllBeforeForced() {
        return forced == completed;
    }

    /** The last sequence that was appended. */
    long last() {
        return (long) LAST.getAcquire(this);
    }

    /** How many records were appended. */
    long appendedRecords() {
        return last() - lastBefore;
    }

    /** Everything up to this sequence can be read. Doesn't wait until others see that. */
    void reached(long sequence) {
        LAST.setRelease(this, sequence);
    }

    /** Bytes that were appended. */
    long appendedBytes() {
        return (long) APPENDED_BYTES.getOpaque(this);
    }

    /** So many more; the reader may see them a little earlier or later than their sequence. */
    void addBytes(int bytes) {
        APPENDED_BYTES.setOpaque(this, appendedBytes + bytes);
    }
}
