package io.tidemark.log;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.ArrayDeque;

/** Hands out the direct buffer that was released last, the very object, as a pool does with some. For one thread. */
final class ReusingAllocator extends AbstractByteBufAllocator {
    private final ArrayDeque<Reused> released = new ArrayDeque<>();

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("nobody needs one");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        Reused last = released.poll();
        if (last == null || last.capacity() != initialCapacity || last.maxCapacity() != maxCapacity) {
            return new Reused(initialCapacity, maxCapacity);
        }
        last.begin();
        return last;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    private final class Reused extends UnpooledDirectByteBuf {
        Reused(int initialCapacity, int maxCapacity) {
            super(ReusingAllocator.this, initialCapacity, maxCapacity);
        }

        void begin() {
            resetRefCnt();
            clear();
        }

        @Override
        protected void deallocate() {
            released.push(this);
        }
    }
}
