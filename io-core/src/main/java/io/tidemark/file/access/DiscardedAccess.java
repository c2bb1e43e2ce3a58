package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DiscardedRangeException;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import java.io.IOException;

/** Ranges whose bytes are gone. */
final class DiscardedAccess implements RangeAccess {
    private static final Decision DECISION = new Decision(RangeMode.DISCARDED, "discarded on request");

    private final String path;

    DiscardedAccess(String path) {
        this.path = path;
    }

    @Override
    public Decision decision() {
        return DECISION;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        throw new DiscardedRangeException(path, "the " + length + " bytes at offset " + offset + " were discarded");
    }
}
