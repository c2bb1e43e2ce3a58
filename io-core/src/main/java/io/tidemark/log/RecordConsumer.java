package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Takes records that are read many at a time, see {@link HybridLog#read(long[], RecordConsumer)}. */
@FunctionalInterface
public interface RecordConsumer {
    /**
     * Takes a record, verified.
     *
     * @param payload its readable bytes are the payload; the log's, and valid until this returns: copy what is to be kept, and
     *     neither write to it nor release it
     * @throws IOException passes through to the reader's caller, as do unchecked exceptions; no further record is given
     */
    void accept(long sequence, ByteBuf payload) throws IOException;
}
