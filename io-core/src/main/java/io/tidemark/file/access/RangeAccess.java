package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Decision;
import java.io.Closeable;
import java.io.IOException;

/**
 * How the bytes of ranges in one mode are reached. One access serves every range of its mode and reason. Reads come
 * from any number of threads, each inside the file's {@link ReadGate}.
 */
public interface RangeAccess extends Closeable {
    /** The mode and why the ranges have it. */
    Decision decision();

    /**
     * Copies {@code length} bytes at {@code offset} to {@code target} from {@code targetIndex} on; the caller has
     * checked that they exist and that the target has room.
     */
    void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException;

    /** Copies the first {@code count} pieces of {@code length} bytes each, one behind the other; else as above. */
    default void read(long[] offsets, int count, ByteBuf target, int targetIndex, int length) throws IOException {
        for (int i = 0; i < count; i++) {
            read(offsets[i], target, targetIndex + i * length, length);
        }
    }

    /**
     * The bytes themselves, without a copy, or null where the mode has no such view. The caller releases it.
     */
    default ByteBuf view(long offset, int length) throws IOException {
        return null;
    }

    /** Brings bytes that are not in memory there, as far as that pays in this mode. */
    default void warm(long offset, long length) throws IOException {}

    /** Whether a view of some byte in {@code [offset, end)} has not been released. */
    default boolean isPinned(long offset, long end) {
        return false;
    }

    /** Gives back what the access holds; the gate has let the last reader out. Idempotent. */
    @Override
    default void close() throws IOException {}
}
