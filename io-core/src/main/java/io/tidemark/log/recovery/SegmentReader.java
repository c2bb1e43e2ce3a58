package io.tidemark.log.recovery;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** The bytes of one segment. */
@FunctionalInterface
public interface SegmentReader {
    /**
     * Reads all of the bytes asked for.
     *
     * @param offset in the segment
     * @param target written from {@code targetIndex} on; its indices don't change
     * @throws IOException if they can't all be read; a short read is an error, never the end of the log
     */
    void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException;
}
