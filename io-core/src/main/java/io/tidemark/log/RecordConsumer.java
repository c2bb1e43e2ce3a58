package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Takes records that are read many at a time, see {@link HybridLog#read(long[], RecordConsumer)}. */
@FunctionalInterface
public interface RecordConsumer {
    /**
     * Takes a record, verified.
     *
     * @param payload its readable bytes are the payload, from its reader index on; valid until this returns, unless it is
     *     retained. Not to be written to, nor to be released more often than retained. What is retained keeps up to 32 KiB
     *     of other records' memory with it, so copy what is to be kept for long
     * @throws IOException passes through to the reader's caller, as do unchecked exceptions; no further record is given
     */
    void accept(long sequence, ByteBuf payload) throws IOException;
}
