package io.tidemark.log.append;

import io.tidemark.file.DurabilityMechanism;
import io.tidemark.log.commit.Gathering;
import io.tidemark.log.commit.GroupCommit;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.retain.Retainer;
import io.tidemark.log.segment.Segment;
import java.io.IOException;

/**
 * The forcing side of a log: makes durable what was appended, segment by segment, and has complete segments sealed. It
 * runs beside the appends. Any thread; {@link GroupCommit} lets one at a time force for those that wait.
 *
 * <p>Whoever calls force on a file that isn't drained holds this object's monitor, and waits for no lock of the log
 * meanwhile. The turn alone would not do: an appender has to force what tells its incarnation from the one before, and
 * can't wait for the turn, because whoever has that may wait for the appenders' lock.
 */
public final class LogForcer {
    private final TailState tail;
    private final LogFailure failure;
    private final SegmentSealer sealer;
    private final Retainer retainer;
    private final ForceWaits waits;
    private final GroupCommit commit;
    private final Arrivals advances = new Arrivals();

    /** Written by whoever forces, as what follows. */
    private volatile long forcedBytes;

    private volatile long forces;
    private volatile DurabilityMechanism mechanism;

    /** Number of the last segment that was given to the sealer: its file is not forced any more. */
    private long drainedNumber = -1;

    LogForcer(TailState tail, LogFailure failure, SegmentSealer sealer, Retainer retainer, ForceWaits waits) {
        this.tail = tail;
        this.failure = failure;
        this.sealer = sealer;
        this.retainer = retainer;
        this.waits = waits;
        this.commit = new GroupCommit(this::forceAll, failure, waits.ofOthers(), tail.last(), advances::signal);
    }

    public GroupCommit commit() {
        return commit;
    }

    /** The last sequence that is durable. Only rises. */
    public long durable() {
        return commit.durable();
    }

    /** Those who wait for more to be durable, and force nothing. */
    Arrivals advances() {
        return advances;
    }

    /** Lets those who wait see that the log has failed. */
    void wakeAll() {
        commit.wakeAll();
        advances.signal();
    }

    /** What the last force rested on. */
    public DurabilityMechanism mechanism() {
        return mechanism;
    }

    /** How often the medium was forced. */
    long forces() {
        return forces;
    }

    /** Bytes that were appended and are not durable yet. */
    public long unforcedBytes() {
        long forced = forcedBytes; // First: what was appended by then is no less.
        return tail.appendedBytes() - forced;
    }

    /** Makes durable what is in the active segment; for whoever holds the appenders' lock, with or without the turn. */
    synchronized void forceActive() throws IOException {
        mechanism = tail.active().file().force().mechanism();
    }

    /** Waits until {@code sequence} is durable. */
    public void await(long sequence, Gathering gathering) throws IOException {
        commit.await(sequence, gathering);
    }

    /** Waits until all segments but the active one are sealed, and the active one's header is durable. */
    void awaitSealed() throws IOException {
        commit.await(tail.last(), Gathering.NONE);
        forceHeader();
        sealer.await();
    }

    /**
     * Before segments are discarded: were the header behind them lost, nothing would tell which sequence is the next. What
     * it throws has failed the log.
     */
    public void forceHeader() throws IOException {
        failure.check();
        commit.whileIdle(this::forceUpToHeader);
    }

    private synchronized void forceUpToHeader() throws IOException {
        ActiveSegment current = tail.active();
        try {
            drain();
            if (!isDrained(current) && current.file().durableOffset() < SegmentHeader.BYTES) {
                current.file().force();
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    /**
     * Makes durable what was appended; in the turn of whoever calls it. The last sequence is read first and the active
     * segment before the complete ones: whatever has a sequence up to that one lies in the active segment, or was put into
     * the queue before another one became active.
     *
     * @return the last sequence that is durable now
     */
    synchronized long forceAll() throws IOException {
        long covered = tail.last();
        long bytes = tail.appendedBytes();
        ActiveSegment current = tail.active();
        waits.begin();
        try {
            drain();
            if (!isDrained(current)) {
                mechanism = current.file().force().mechanism();
            }
        } finally {
            waits.end();
        }
        forcedBytes = Math.max(forcedBytes, bytes);
        forces++;
        return covered;
    }

    /** Forces complete segments, in order, and lets them be sealed; in the turn of whoever calls it. */
    private void drain() throws IOException {
        for (CompleteSegment first = tail.firstUnforced(); first != null; first = tail.firstUnforced()) {
            ActiveSegment active = first.active();
            mechanism = active.file().force().mechanism();
            tail.forcedFirst();
            forcedBytes = Math.max(forcedBytes, first.appendedBytes());
            Segment complete = active.segment();
            drainedNumber = complete.header().segmentNumber();
            commit.reached(complete.index().nextSequence() - 1); // What follows the seal asks how much is durable.
            sealer.seal(active, () -> retainer.sealed(complete, this::forceHeader));
        }
    }

    /** A segment counts as active until the next one has begun, and may have been complete and drained before that. */
    private boolean isDrained(ActiveSegment segment) {
        return segment.segment().header().segmentNumber() <= drainedNumber;
    }
}
