package io.tidemark.file.tail;

import io.tidemark.background.Uninterruptibly;
import io.tidemark.file.SizeLimitException;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Space in front of the tail, allocated and where it pays written before the tail gets there: unwritten extents cost a
 * journal commit with every force, and a store into a mapping that has no block behind it dies by a signal. A
 * background step keeps ahead of the writer; the writer prepares space itself only if it is faster than that.
 */
public final class Space {
    private static final System.Logger LOG = System.getLogger(Space.class.getName());

    /** The first step into space that has to be written or read: somebody waits for the file to open. */
    private static final long FIRST_STEP_BYTES = 4 << 20;

    /** Makes {@code [offset, end)} ready to be written. */
    @FunctionalInterface
    public interface Preparer {
        /**
         * Allocates, writes and maps; idempotent.
         *
         * @param isAwaited whether somebody waits for it, who may begin to do so meanwhile; else it need not be done soon
         * @throws DiskFullException if there is no space; what was got of it is given back
         */
        void prepare(long offset, long end, BooleanSupplier isAwaited) throws IOException;
    }

    /**
     * What bounds its growth.
     *
     * @param borderBytes each step ends at a multiple of it
     * @param largestStepBytes the longest step
     * @param maxFileBytes where data ends at the latest
     * @param wall nothing is prepared above; a multiple of the border size, and data that ends there needs no room for an
     *     end mark
     */
    public record Limits(long borderBytes, long largestStepBytes, long maxFileBytes, long wall) {}

    private final String path;
    private final Preparer preparer;
    private final Executor background;
    private final Consumer<Throwable> failed;
    private final Limits limits;
    private final long firstStepBytes;

    /** Guarded by this. */
    private long prepared;

    /** The writer needs no lock as long as it stays below; guarded by this but for that look. */
    private volatile long attention;

    /** A step waits in the background's queue, or runs there. */
    private boolean queued;

    private boolean stepping;

    /** Written by who has this object's monitor, and may have to wait for the medium meanwhile. */
    private volatile long preparedBytes;

    /** The writer waits for the step that runs in the background. */
    private volatile boolean isAwaited;

    /**
     * @param failed told when preparing in the background fails in another way than by a full disk: an error of the
     *     medium is reported once, so whoever sees it has to fail the writer
     * @param prepared space up to here is ready; a multiple of the border size
     * @param cheap space up to here needs no I/O to be made ready, so that is done in one step
     */
    public Space(
            String path,
            Preparer preparer,
            Executor background,
            Consumer<Throwable> failed,
            Limits limits,
            long prepared,
            long cheap) {
        this.path = path;
        this.preparer = preparer;
        this.background = background;
        this.failed = failed;
        this.limits = limits;
        this.firstStepBytes = Math.max(FIRST_STEP_BYTES, cheap - prepared);
        this.prepared = prepared;
        this.attention = 0;
    }

    /** Size of the next step: as much again as was prepared so far, so that a small file stays small. */
    private synchronized long stepBytes() {
        return Math.min(limits.largestStepBytes, Math.max(firstStepBytes, preparedBytes));
    }

    /** Bytes made ready so far. */
    public long preparedBytes() {
        return preparedBytes;
    }

    /**
     * Makes sure that the writer may write up to {@code end}, and the end mark behind it. Fails cleanly:
     * nothing was written, and it may work later.
     *
     * @throws DiskFullException if there is no space
     * @throws SizeLimitException if the size limit forbids it
     */
    public void ensure(long end) throws IOException {
        if (end >= attention) {
            grow(end);
        }
    }

    /** Up to here space is ready, and nothing is to be done for more of it yet. */
    public long ensured() {
        return attention;
    }

    private synchronized void grow(long end) throws IOException {
        if (end > limits.maxFileBytes) {
            throw new SizeLimitException(
                    path,
                    "data up to offset " + end + " would pass the size limit of " + limits.maxFileBytes + " bytes");
        }
        long last = Math.min(end, limits.wall - 1);
        while (last >= prepared) {
            if (stepping) {
                await();
            } else {
                step(last);
            }
        }
        long half = prepared - (stepBytes() >> 1);
        if (end > half && !stepping && !queued && prepared < limits.maxFileBytes) {
            stepSoon();
        }
        attention = Math.min(limits.maxFileBytes, end > half ? prepared : half);
    }

    /** Not stepping yet: the writer doesn't wait for what may stand in front of it in the queue. */
    private void stepSoon() {
        queued = true;
        try {
            background.execute(this::stepAhead);
        } catch (OutOfMemoryError e) {
            queued = false; // What is wanted now is there.
            LOG.log(System.Logger.Level.DEBUG, () -> path + ": no memory to prepare space beforehand", e);
        }
    }

    /** The writer's own step: as large as usual, or where the disk is too full for that, just what it needs. */
    private void step(long end) throws IOException {
        long from = prepared;
        long size = stepBytes();
        long least = limit(end);
        long usual = Math.max(least, limit(from + size - 1));
        try {
            prepareTo(from, usual);
        } catch (DiskFullException full) {
            if (usual == least) {
                throw full;
            }
            prepareTo(from, least);
        }
    }

    /** A full disk, or a want of memory, is not told to anybody: the writer meets it itself if it ever needs the space. */
    private void stepAhead() {
        long from;
        synchronized (this) {
            queued = false;
            stepping = true;
            from = prepared;
        }
        long to = limit(from + stepBytes() - 1);
        boolean done = false;
        try {
            if (from < to) { // Else the writer was faster, up to the limit.
                preparer.prepare(from, to, () -> isAwaited);
            }
            done = true;
        } catch (ShortageException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, () -> path + ": can't prepare space at offset " + from + " yet", e);
        } catch (IOException | RuntimeException | Error e) {
            failed.accept(e);
        } finally {
            synchronized (this) {
                stepping = false;
                if (done) {
                    preparedBytes += to - from;
                    prepared = to;
                    attention = Math.min(limits.maxFileBytes, to - (stepBytes() >> 1));
                }
                notifyAll();
            }
        }
    }

    private synchronized void prepareTo(long from, long to) throws IOException {
        preparer.prepare(from, to, () -> true);
        preparedBytes += to - from;
        prepared = to;
    }

    /** The border above {@code end}, or above the size limit, or the wall; the end mark has room below the first two. */
    private long limit(long end) {
        return Math.min(limits.wall, (Math.min(end, limits.maxFileBytes) & -limits.borderBytes) + limits.borderBytes);
    }

    /** A writer that is interrupted goes on, and stays interrupted. */
    private void await() {
        isAwaited = true;
        try {
            Uninterruptibly.run(() -> {
                while (stepping) {
                    wait();
                }
            });
        } finally {
            isAwaited = false;
        }
    }
}
