package io.tidemark.file.tail;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.access.TailAccess;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The growing end of a file: where the next append goes, and how much of it is durable. One thread appends, one thread
 * forces, and they overlap; any thread may ask for the offsets.
 *
 * <p>An append stages its bytes above the end and publishes them by moving the end (release). A force takes the end as it
 * is when it begins (acquire), and so sees every byte below it; what is staged above is none of its business.
 */
public final class Tail {
    private static final VarHandle END;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Tail.class, "end", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TailAccess access;
    private final Space space;

    private volatile long forced;

    @SuppressWarnings("UnusedVariable") // read and written through END
    private long end;

    /** @param end where the data ends; what is below is durable */
    public Tail(TailAccess access, Space space, long end) {
        this.access = access;
        this.space = space;
        this.forced = end;
        this.end = end;
    }

    /** How the tail's bytes are reached. */
    public TailAccess access() {
        return access;
    }

    /** The end of the data: every byte below was appended. */
    public long end() {
        return (long) END.getAcquire(this);
    }

    /** Every byte appended below this offset is durable. */
    public long forced() {
        return forced;
    }

    /** Prepares space for an append of {@code length} bytes; what it throws leaves the tail as it was. */
    public void reserve(int length) throws IOException {
        space.ensure((long) END.get(this) + length);
    }

    /** An offset up to which space is prepared, which may be below the end. */
    public long reserved() {
        return space.ensured();
    }

    /** Bytes of space made ready so far. */
    public long preparedBytes() {
        return space.preparedBytes();
    }

    /**
     * Puts bytes of the append under way at {@code offset}, in space that is prepared.
     *
     * @param offset the end, or behind what was staged since it was moved last
     * @return how many there was room for
     */
    public int stage(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        return access.append(offset, source, sourceIndex, length);
    }

    /** Makes room for more behind {@code offset} where there is none. Called by the appender while nobody forces. */
    public void makeRoom(long offset) throws IOException {
        access.makeRoom(offset);
    }

    /** Appends what is staged below {@code offset}. */
    public void publish(long offset) {
        END.setRelease(this, offset);
    }

    /** Whether something was appended and is not durable. */
    public boolean isDirty() {
        return forced < end();
    }

    /**
     * Makes everything durable that was appended below {@code upTo}, so that its end can be found, too. What was updated
     * below {@link #forced} since is somebody else's.
     *
     * @param upTo the end of the data when the force began
     */
    public DurabilityMechanism force(long upTo) throws IOException {
        return upTo > forced ? access.forceAppended(forced, upTo) : access.force(forced, upTo);
    }

    /** Says that a force up to {@code upTo} has succeeded. */
    public void acknowledge(long upTo) {
        forced = upTo;
    }
}
