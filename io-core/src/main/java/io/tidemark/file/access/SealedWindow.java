package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeBuffers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A read-only window and the views that were handed out of it. Views are counted for each block of the border size, so
 * that a discard knows whether somebody still reads there, and all together, so that the mapping outlives them.
 */
final class SealedWindow implements Closeable {
    private static final System.Logger LOG = System.getLogger(SealedWindow.class.getName());

    private final MappedRegion region;
    private final ByteBuf bytes;

    /** What views are sliced from, for which no call into the JVM is needed. Never written to. */
    private final ByteBuffer memory;

    private final int pinShift;
    private final AtomicIntegerArray pins;

    /** One for the file itself, one for each view. */
    private final AtomicInteger references = new AtomicInteger(1);

    SealedWindow(MappedRegion region, int pinShift) {
        this.region = region;
        this.pinShift = pinShift;
        this.memory = NativeBuffers.view(region.address(), (int) region.length());
        this.bytes = Unpooled.wrappedBuffer(memory); // Out of a read-only one each copy would allocate without Unsafe.
        this.pins = new AtomicIntegerArray((int) (region.length() >>> pinShift) + 1);
    }

    /** All bytes by absolute index; never written to. */
    ByteBuf bytes() {
        return bytes;
    }

    /** Whether all pages of a part are known to be in memory. */
    boolean isKnownResident(int index, long length) {
        return region.isKnownResident(index, length);
    }

    ByteBuf view(int index, int length) {
        int first = index >>> pinShift;
        int last = length == 0 ? first : (index + length - 1) >>> pinShift;
        // Netty takes no read-only buffer here; the wrapper keeps writes away, which would fault.
        ByteBuf view = new View(this, memory.slice(index, length), first, last).asReadOnly();
        references.incrementAndGet();
        for (int block = first; block <= last; block++) {
            pins.incrementAndGet(block);
        }
        return view;
    }

    boolean isPinned(int index, int length) {
        int last = Math.min(pins.length() - 1, (index + length - 1) >>> pinShift);
        for (int block = index >>> pinShift; block <= last; block++) {
            if (pins.get(block) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Gives up one reference, at first the file's own; whoever has the last one unmaps. */
    @Override
    public void close() throws IOException {
        if (references.decrementAndGet() == 0) {
            region.close();
        }
    }

    private void release(int first, int last) {
        for (int block = first; block <= last; block++) {
            pins.decrementAndGet(block);
        }
        try {
            close();
        } catch (IOException e) { // Nothing that whoever releases a view could do about it.
            LOG.log(System.Logger.Level.WARNING, "a sealed window stays mapped", e);
        }
    }

    /** A slice of the mapping that gives its pins back when it is released for the last time. */
    private static final class View extends UnpooledDirectByteBuf {
        private final SealedWindow window;
        private final int first;
        private final int last;

        View(SealedWindow window, ByteBuffer slice, int first, int last) {
            super(UnpooledByteBufAllocator.DEFAULT, slice, slice.remaining());
            this.window = window;
            this.first = first;
            this.last = last;
            writerIndex(slice.remaining());
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            window.release(first, last);
        }
    }
}
