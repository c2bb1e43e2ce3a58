package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A source whose first record was read to be looked at before the others are. For one thread. */
public final class BegunSource implements RecordSource {
    private final RecordSource source;
    private ByteBuf first;
    private boolean isBegun;

    /** Reads the first record. */
    public BegunSource(RecordSource source) throws IOException {
        this.source = source;
        this.first = source.next();
    }

    /** Length in bytes of the first record, before it is taken; 0 if there is none. */
    public long firstBytes() {
        return first == null ? 0 : first.readableBytes();
    }

    @Override
    public ByteBuf next() throws IOException {
        if (isBegun) {
            return source.next();
        }
        isBegun = true;
        ByteBuf taken = first;
        first = null;
        return taken;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void close() {
        source.close();
    }
}
