package io.tidemark.leaks;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What Netty's detector finds to be leaked. A leak says where the buffer was allocated. Where
 * else it was touched isn't noted, because that takes long.
 */
final class BufferLeaks extends ResourceLeakDetectorFactory {
    private static final long MOST_MILLIS = 60_000;

    private final List<Detector<?>> detectors = new CopyOnWriteArrayList<>();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    /** Knows only what its own detectors watch. */
    BufferLeaks() {}

    /** Is told of Netty's buffers, if none has been allocated yet. */
    static BufferLeaks install() {
        System.setProperty("io.netty.leakDetection.targetRecords", "0");
        BufferLeaks leaks = new BufferLeaks();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(leaks);
        return leaks;
    }

    @Override
    @SuppressWarnings("deprecation") // Nothing else may be overridden.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        Detector<T> detector = new Detector<>(resource, samplingInterval);
        detectors.add(detector);
        return detector;
    }

    /** What was leaked since the last call. */
    List<String> take() throws InterruptedException {
        collectGarbage();
        collectGarbage(); // The first one's leaks may be told of behind its own garbage; what the second tells comes
        // later.
        detectors.forEach(Detector::look);
        return Stream.generate(found::poll).takeWhile(leak -> leak != null).toList();
    }

    /** And waits until it is known. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> garbage = new WeakReference<>(new Object(), collected);
        System.gc();
        if (collected.remove(MOST_MILLIS) != garbage) {
            throw new AssertionError("the garbage isn't collected");
        }
    }

    private final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<?> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** It looks whenever a resource is allocated. */
        @SuppressWarnings("unchecked")
        void look() {
            T resource = (T) new Object();
            trackForcibly(resource).close(resource);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            found.add(resource + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            found.add(resource);
        }
    }
}
