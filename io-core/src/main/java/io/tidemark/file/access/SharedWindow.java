package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.resource.Closing;
import java.io.IOException;

/** A plain shared window: stores land in the page cache, msync(2) makes them durable. */
final class SharedWindow implements Window {
    private final MappedRegion region;
    private final ByteBuf bytes;

    private SharedWindow(MappedRegion region) {
        this.region = region;
        this.bytes = Unpooled.wrappedBuffer(region.buffer());
    }

    /** Of a region no more than it has. */
    static SharedWindow map(NativeFile file, long offset, int length) throws IOException {
        long clipped = file.region().clip(offset, length);
        MappedRegion region = MappedRegion.map(file, offset, clipped, MappedRegion.Kind.READ_WRITE);
        try {
            return new SharedWindow(region);
        } catch (RuntimeException | Error e) {
            Closing.after(e, region::close);
            throw e;
        }
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    @Override
    public void populate(int index, int length) throws IOException {
        region.populateWrite(index, length);
    }

    @Override
    public void force(int index, int length) throws IOException {
        region.sync(index, length);
    }

    @Override
    public void close() throws IOException {
        region.close();
    }
}
