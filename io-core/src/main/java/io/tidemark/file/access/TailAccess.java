package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Access to ranges that can also grow at their end. */
public interface TailAccess extends OpenAccess {
    /**
     * Writes {@code length} bytes of {@code source} at the end of the data, and the {@link EndMark} behind them unless
     * the file's region ends there. The space for both is prepared. Durable only after {@link #force}.
     *
     * @param offset the end of the data so far
     */
    void append(long offset, ByteBuf source, int sourceIndex, int length) throws IOException;
}
