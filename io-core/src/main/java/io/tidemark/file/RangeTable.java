package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ranges of one file: the map that readers look at, and its durable copy. Changes are made one at a time under the
 * lock; readers take whatever map is current and never wait.
 */
final class RangeTable {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());

    private final UUID fileId;
    private final long borderBytes;
    private final StateStore store;
    private final RangeAccess tail;

    /** An end of the data that no mark can tell, so that it is stored. */
    private final long unmarkedEnd;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile RangeMap map;

    /** That the data has reached that end is stored. Guarded by the lock. */
    private boolean isUnmarkedEndStored;

    /** What was stored last. Guarded by the lock. */
    private List<StoredRange> stored = List.of();

    /**
     * @param map all ranges; those served by {@code tail} are the tail's and are not stored
     * @param unmarkedEnd an end of the data that no mark can tell: that of a region; {@link Long#MAX_VALUE} if there is none
     */
    RangeTable(UUID fileId, long borderBytes, StateStore store, RangeAccess tail, RangeMap map, long unmarkedEnd) {
        this.fileId = fileId;
        this.borderBytes = borderBytes;
        this.store = store;
        this.tail = tail;
        this.map = map;
        this.unmarkedEnd = unmarkedEnd;
    }

    /** The current ranges. */
    RangeMap map() {
        return map;
    }

    /** The current ranges for callers, up to the end of the data. */
    List<Range> ranges(long endOffset) {
        RangeMap current = map;
        List<Range> ranges = new ArrayList<>(current.count());
        for (int i = 0; i < current.count(); i++) {
            long start = current.start(i);
            long length = Math.max(0, Math.min(current.end(i), endOffset) - start);
            Decision decision = current.access(i).decision();
            ranges.add(new Range(start, length, decision.mode(), decision.reason()));
        }
        return ranges;
    }

    /** Held by whoever changes ranges. */
    ReentrantLock lock() {
        return lock;
    }

    /** Whether range {@code index} belongs to the tail. */
    boolean isTail(RangeMap ranges, int index) {
        return ranges.access(index) == tail;
    }

    /** Whether some range is served by {@code access}. */
    boolean uses(RangeAccess access) {
        RangeMap current = map;
        for (int i = 0; i < current.count(); i++) {
            if (current.access(i) == access) {
                return true;
            }
        }
        return false;
    }

    /** Where the tail's last run begins: everything above is the tail's. */
    long tailOffset() {
        RangeMap current = map;
        return current.start(current.count() - 1);
    }

    /** Readers that look from now on find {@code [start, end)} served by {@code access}. */
    void publish(long start, long end, RangeAccess access) {
        map = map.with(start, end, access);
    }

    /** Readers that look from now on find these ranges, which were the current ones but for a change. */
    void publish(RangeMap changed) {
        map = changed;
    }

    /** Makes the current ranges survive. */
    void persist(Condition condition, long endOffset) throws IOException {
        persist(map, condition, endOffset);
    }

    /** No mark can tell that the data ends there: behind it there is no room for one. */
    long unmarkedEnd() {
        return unmarkedEnd;
    }

    /** Stores an end of durable data, unless one is stored that no mark can tell. */
    void storeEnd(long endOffset) throws IOException {
        lock.lock();
        try {
            if (!isUnmarkedEndStored) {
                persist(Condition.OPEN, endOffset);
                isUnmarkedEndStored = endOffset >= unmarkedEnd;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@code ranges} survive, before they are published. */
    void persist(RangeMap ranges, Condition condition, long endOffset) throws IOException {
        persist(toBeStored(ranges), condition, endOffset);
    }

    /**
     * Makes the current ranges survive the close. If there are too many of them, those that were stored last do: of what
     * has changed since, a seal that moved by itself, the next opening finds less.
     */
    void persistAtLast(long endOffset) throws IOException {
        try {
            persist(Condition.CLEAN, endOffset);
        } catch (TooManyRangesException e) {
            LOG.log(System.Logger.Level.WARNING, "the moving seal is not stored at the close: {0}", e.getMessage());
            persist(stored, Condition.CLEAN, endOffset);
        }
    }

    /** Neighbours in the same mode are one range, also where each has an access of its own. */
    private List<StoredRange> toBeStored(RangeMap ranges) {
        List<StoredRange> all = new ArrayList<>();
        for (int first = 0, next; first < ranges.count(); first = next) {
            next = first + 1;
            if (isTail(ranges, first)) {
                continue;
            }
            RangeMode mode = ranges.access(first).decision().mode();
            while (next < ranges.count()
                    && !isTail(ranges, next)
                    && ranges.access(next).decision().mode() == mode) {
                next++;
            }
            long start = ranges.start(first);
            all.add(new StoredRange(start, ranges.end(next - 1) - start, mode));
        }
        return all;
    }

    private void persist(List<StoredRange> ranges, Condition condition, long endOffset) throws IOException {
        // Whoever took the end down before that one was stored may be later than who stored it.
        long end = isUnmarkedEndStored ? unmarkedEnd : endOffset;
        store.store(new FileState(fileId, borderBytes, condition, end, ranges));
        stored = ranges;
    }
}
