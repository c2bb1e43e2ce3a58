package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import java.io.IOException;

/**
 * Access to ranges that can also grow at their end. One thread at a time appends and one thread at a time forces, and
 * the two may overlap: a force looks at nothing above the end that it is given, an append changes nothing below it.
 * Everything else that writes needs both to be still.
 */
public interface TailAccess extends OpenAccess {
    /**
     * Writes bytes of {@code source} at the end of the data, and the {@link EndMark} behind them where the access does that
     * at once, unless the file's region ends there. The space for both is prepared. Durable only after
     * {@link #forceAppended}.
     *
     * @param offset the end of the data so far
     * @return how many there was room for, from 0 to {@code length}; {@link #makeRoom} makes some for the others
     */
    int append(long offset, ByteBuf source, int sourceIndex, int length) throws IOException;

    /**
     * Makes room for at least a byte. Called by the appender while nobody forces.
     *
     * @param end everything below was given to {@link #append}
     */
    default void makeRoom(long end) throws IOException {}

    /**
     * Makes durable what was written in {@code [offset, end)}, and the {@link EndMark} behind it where one is needed.
     *
     * @param end where the data ended when the force began; an append may be under way above
     */
    DurabilityMechanism forceAppended(long offset, long end) throws IOException;
}
