package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/** Records of an input, one behind the other. For one thread. */
public interface RecordSource extends Closeable {
    /** No log takes more in one record. */
    int LONGEST_BYTES = (1 << 28) - 1;

    /**
     * The next record.
     *
     * @return valid until the next call, which releases it; null at the end of the input
     * @throws BadInputException if what comes next is no record
     */
    ByteBuf next() throws IOException;

    /** What the last record is called, such as {@code line 3}. */
    String name();

    /** Releases the buffer; the input stays open. */
    @Override
    void close();
}
