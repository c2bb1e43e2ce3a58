package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;

/** Access to ranges that can be written. One thread writes at a time, and nobody forces meanwhile. */
public interface OpenAccess extends RangeAccess {
    /** Gets ready to read and update {@code [offset, end)}, which was written before. */
    default void attach(long offset, long end) throws IOException {}

    /** Gets ready to write {@code [offset, end)}, whose space is allocated; called before the first write there. */
    default void prepare(long offset, long end) throws IOException {}

    /** Writes {@code length} bytes of {@code source} from {@code sourceIndex} on; durable only after {@link #force}. */
    void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException;

    /** Makes what was written in {@code [offset, end)} durable. */
    DurabilityMechanism force(long offset, long end) throws IOException;

    /**
     * The descriptor that a force forces as a whole, with all that other accesses have written through it; null where it
     * forces nothing but the bytes that it is given.
     */
    default NativeFile forcedAsWhole() {
        return null;
    }

    /** Bytes below {@code offset} that this access may remember are no longer the file's; the writer calls it. */
    default void forget(long offset) {}

    /** Whether {@link #retire} has something to give back below {@code offset}. */
    default boolean holdsBelow(long offset) {
        return false;
    }

    /** No reader comes back below {@code offset}: it was sealed, and the readers of old snapshots are gone. */
    default void retire(long offset) throws IOException {}

    /** Bytes handed to the medium so far, whole units included. */
    long writtenBytes();
}
