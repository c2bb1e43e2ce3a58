package io.tidemark.log;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts its direct buffers, and knows the largest one. Any thread. */
final class CountingAllocator extends AbstractByteBufAllocator implements ByteBufAllocatorMetricProvider {
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger largestBytes = new AtomicInteger();

    int directBuffers() {
        return count.get();
    }

    /** Of those that were asked for since {@link #forgetLargest}. */
    int largestBytes() {
        return largestBytes.get();
    }

    void forgetLargest() {
        largestBytes.set(0);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return buffers.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        count.incrementAndGet();
        largestBytes.accumulateAndGet(initialCapacity, Math::max);
        return buffers.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    public ByteBufAllocatorMetric metric() {
        return buffers.metric();
    }
}
