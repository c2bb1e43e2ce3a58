package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Decision;
import java.io.IOException;

/**
 * Sealed ranges of a DAX file read through the page cache of its shadow. The shadow is derived: where a read of it fails,
 * because somebody cut it, say, the file itself is read.
 */
final class ShadowedAccess implements RangeAccess {
    private final RangeAccess shadow;
    private final RangeAccess medium;

    /**
     * @param shadow closed with this access
     * @param medium reads the same bytes from the file; stays the caller's
     */
    ShadowedAccess(RangeAccess shadow, RangeAccess medium) {
        this.shadow = shadow;
        this.medium = medium;
    }

    @Override
    public Decision decision() {
        return shadow.decision();
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        try {
            shadow.read(offset, target, targetIndex, length);
        } catch (IOException e) {
            readMedium(offset, target, targetIndex, length, e);
        }
    }

    /** What is wrong with the file itself is what the caller has to know. */
    private void readMedium(long offset, ByteBuf target, int targetIndex, int length, IOException ofShadow)
            throws IOException {
        try {
            medium.read(offset, target, targetIndex, length);
        } catch (IOException e) {
            e.addSuppressed(ofShadow);
            throw e;
        }
    }

    /** None where the shadow fails; the copy that is made then comes from wherever the bytes can be had. */
    @Override
    public ByteBuf view(long offset, int length) {
        try {
            return shadow.view(offset, length);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void warm(long offset, long length) throws IOException {
        shadow.warm(offset, length);
    }

    @Override
    public boolean isPinned(long offset, long end) {
        return shadow.isPinned(offset, end);
    }

    @Override
    public void close() throws IOException {
        shadow.close();
    }
}
