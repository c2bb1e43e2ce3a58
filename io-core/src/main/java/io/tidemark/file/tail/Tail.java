package io.tidemark.file.tail;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.access.TailAccess;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The growing end of a file: where the next append goes, and how much of it is durable. One thread writes; any thread
 * may ask for the offsets.
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

    /** The writer's own copy of {@link #end}. */
    private long position;

    /** The lowest byte that was overwritten since the last force. */
    private long updatedFrom = Long.MAX_VALUE;

    private volatile long forced;

    @SuppressWarnings("UnusedVariable") // read and written through END
    private long end;

    /** @param end where the data ends; what is below is durable */
    public Tail(TailAccess access, Space space, long end) {
        this.access = access;
        this.space = space;
        this.position = end;
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

    /** Makes room for an append of {@code length} bytes; what it throws leaves the tail as it was. */
    public void reserve(int length) throws IOException {
        space.ensure(position + length);
    }

    /** Appends to reserved room and publishes; returns the offset of the first byte. */
    public long append(ByteBuf source, int sourceIndex, int length) throws IOException {
        long offset = position;
        access.append(offset, source, sourceIndex, length);
        position = offset + length;
        END.setRelease(this, position);
        return offset;
    }

    /** Overwrites bytes below the end. */
    public void update(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        updatedFrom = Math.min(updatedFrom, offset);
        access.write(offset, source, sourceIndex, length);
    }

    /** Whether a force has something to do. */
    public boolean isDirty() {
        return Math.min(updatedFrom, forced) < position;
    }

    /** Makes everything written so far durable, the end mark included. */
    public DurabilityMechanism force() throws IOException {
        long end = position > forced ? position + 1 : position; // Without an append there is no new mark.
        DurabilityMechanism mechanism = access.force(Math.min(updatedFrom, forced), end);
        updatedFrom = Long.MAX_VALUE;
        forced = position;
        return mechanism;
    }
}
