package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A few aligned buffers for transfers whose own memory the kernel can't take: unaligned ends of direct I/O, heap
 * buffers. Safe for any thread.
 */
public final class ScratchPool implements AutoCloseable {
    /** Size of one buffer in bytes; longer transfers go in steps. */
    public static final int BUFFER_BYTES = 1 << 18;

    private static final int ALIGNMENT_BYTES = 1 << 12;
    private static final int KEPT = 4;

    private final Posix posix;
    private final NativeMemory endMark;
    private final ArrayBlockingQueue<Scratch> idle = new ArrayBlockingQueue<>(KEPT);

    public ScratchPool(Posix posix) {
        this.posix = posix;
        this.endMark = NativeMemory.allocate(posix, 1, 1);
        endMark.buffer().put(0, EndMark.VALUE);
    }

    /** Where an {@link EndMark} can be written from. */
    long endMarkAddress() {
        return endMark.address();
    }

    /** A buffer with anything in it; the caller closes it. */
    public Scratch take() {
        Scratch scratch = idle.poll();
        return scratch != null ? scratch : new Scratch(NativeMemory.allocate(posix, BUFFER_BYTES, ALIGNMENT_BYTES));
    }

    /** Frees the idle buffers; those that are taken are freed or kept when they come back, so call it last. */
    @Override
    public void close() {
        endMark.close();
        for (Scratch scratch = idle.poll(); scratch != null; scratch = idle.poll()) {
            scratch.memory.close();
        }
    }

    /** One buffer. */
    public final class Scratch implements AutoCloseable {
        private final NativeMemory memory;
        private final ByteBuf bytes;

        private Scratch(NativeMemory memory) {
            this.memory = memory;
            this.bytes = Unpooled.wrappedBuffer(memory.buffer());
        }

        /** Its first byte's address. */
        public long address() {
            return memory.address();
        }

        /** The whole buffer by absolute index; its reader and writer index mean nothing. */
        public ByteBuf bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (!idle.offer(this)) {
                memory.close();
            }
        }
    }
}
