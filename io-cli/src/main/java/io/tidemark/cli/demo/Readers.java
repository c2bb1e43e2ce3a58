package io.tidemark.cli.demo;

import io.tidemark.cli.log.Threads;
import io.tidemark.file.HybridFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Threads that read at random while the writer writes, and compare all that they read. */
final class Readers {
    /** What one thread did; its own until the thread has ended. */
    private static final class Tally {
        private final Histogram sealed = Latency.histogram();
        private final Histogram near = Latency.histogram();
        private long bytes;
    }

    /**
     * What all of them did.
     *
     * @param sealed reads of sealed ranges, anywhere
     * @param near reads of what is not sealed yet or was sealed last
     * @param bytes compared
     */
    record Result(Latency sealed, Latency near, long bytes) {}

    private static final int NEAR_BYTES = 256 << 10;
    private static final int NEAR_ONE_IN = 5;

    private final HybridFile file;
    private final Input input;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();
    private volatile boolean isOver;
    private volatile Throwable failure;

    private Readers(HybridFile file, Input input) {
        this.file = file;
        this.input = input;
    }

    /** Starts {@code count} of them on a file that has data. */
    static Readers start(HybridFile file, Input input, int count) {
        Readers readers = new Readers(file, input);
        for (int i = 0; i < count; i++) {
            Tally tally = new Tally();
            long seed = i;
            Thread thread = new Thread(() -> readers.run(tally, seed), "demo-reader-" + i);
            thread.setDaemon(true);
            readers.tallies.add(tally);
            readers.threads.add(thread);
        }
        readers.threads.forEach(Thread::start);
        return readers;
    }

    /** Throws what a reader failed with, if one has. */
    void check() throws IOException {
        Throwable failed = failure;
        if (failed instanceof IOException e) {
            throw e;
        }
        if (failed != null) {
            throw new IOException("a reader failed: " + failed, failed);
        }
    }

    /** Ends them and waits until they have; after that nobody reads. */
    void end() {
        isOver = true;
        Threads.awaitEnd(threads);
    }

    /** What they did, once they have ended. */
    Result result() {
        Histogram sealed = Latency.histogram();
        Histogram near = Latency.histogram();
        long bytes = 0;
        for (Tally tally : tallies) {
            sealed.add(tally.sealed);
            near.add(tally.near);
            bytes += tally.bytes;
        }
        return new Result(Latency.of(sealed), Latency.of(near), bytes);
    }

    private void run(Tally tally, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Comparison comparison = new Comparison(file, input)) {
            do {
                readOnce(tally, random, comparison);
            } while (!isOver && failure == null);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void readOnce(Tally tally, SplittableRandom random, Comparison comparison) throws IOException {
        long begin = file.dataOffset();
        long sealedEnd = file.tailOffset();
        long end = file.endOffset();
        boolean isNear = sealedEnd == begin || random.nextInt(NEAR_ONE_IN) == 0;
        // All that is not sealed, and in any case some bytes on both sides of the seal.
        long from = isNear ? Math.max(begin, Math.min(sealedEnd, end - NEAR_BYTES)) : begin;
        long to = isNear ? end : sealedEnd;
        int most = (int) Math.min(RecordSizes.LARGEST_BYTES, to - from);
        int length = 1 + random.nextInt(most);
        long offset = from + random.nextLong(to - from - length + 1);
        long nanos = comparison.compare(offset, length);
        (isNear ? tally.near : tally.sealed).recordValue(nanos);
        tally.bytes += length;
    }
}
