package io.tidemark.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the appending side of a log tells its forcing side: how far it has come, and in which segments. The one that holds
 * the appenders' lock writes, any thread reads.
 */
final class TailState {
    private static final VarHandle APPENDED_BYTES;

    static {
        try {
            APPENDED_BYTES = MethodHandles.lookup().findVarHandle(TailState.class, "appendedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentLinkedQueue<ActiveSegment> complete = new ConcurrentLinkedQueue<>();

    private volatile ActiveSegment active;
    private volatile long last;

    @SuppressWarnings("UnusedVariable") // read and written through APPENDED_BYTES
    private long appendedBytes;

    /** @param last the last sequence that is there already */
    TailState(long last) {
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
        complete.add(segment);
    }

    /** The first complete segment that is not known to be durable; null if there is none. */
    ActiveSegment firstUnforced() {
        return complete.peek();
    }

    /** The {@link #firstUnforced} is durable. */
    void forcedFirst() {
        complete.remove();
    }

    /** Whether all segments before the active one are durable. */
    boolean isAllBeforeForced() {
        return complete.isEmpty();
    }

    /** The last sequence that was appended. */
    long last() {
        return last;
    }

    /** Everything up to this sequence can be read. */
    void reached(long sequence) {
        last = sequence;
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
