package io.tidemark.bench.harness;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the current thread has used up; asking allocates nothing. */
final class ThreadCounters {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ThreadCounters() {}

    /** Bytes on the heap. */
    static long allocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Time on a processor, in the kernel too. */
    static long processorNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
