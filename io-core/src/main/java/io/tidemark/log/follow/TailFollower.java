package io.tidemark.log.follow;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.CutBacks;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.Pause;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets a log that is open for reading only follow its writer, who may be another process: looks behind the last known
 * record for further ones, and whether those that are known are still there. What the writer has discarded is left out when
 * that is noticed: at a read that fails, where the next segment is entered, or if it had come further than the follower. Any
 * thread looks, one at a time.
 */
public final class TailFollower {
    private static final long FIRST_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Posix posix;
    private final SegmentStore store;
    private final SegmentSearch search;
    private final ShownRecordsCheck shown;
    private final FollowedLog log;
    private final FollowedSegments known;
    private final Pace pace = Pace.steady();
    private final Standstill standstill = new Standstill();

    /** Whoever looks has it. */
    private final ReentrantLock looking = new ReentrantLock();

    /** When the last look began that has found all that there was. */
    private long lookedNanos = System.nanoTime();

    /** How long this look has examined why nothing comes. */
    private long examiningNanos;

    /** Begins behind what recovery found. */
    public TailFollower(
            Posix posix, SegmentStore store, OpenSegments open, LogSegments segments, Optional<Recovered> recovered) {
        this.posix = posix;
        this.store = store;
        this.search = new SegmentSearch(posix, store);
        this.shown = new ShownRecordsCheck(posix, search);
        this.log = new FollowedLog(posix, store, recovered);
        this.known = new FollowedSegments(posix, open, segments, log, recovered);
    }

    /** As {@link FollowedSegments#last}. */
    long last() {
        return known.last();
    }

    /** As {@link FollowedSegments#durable}. */
    long durable() {
        return known.durable();
    }

    /** Finds what was appended up to now, unless {@code isEnough} holds before, which is asked now and then. */
    void refresh(BooleanSupplier isEnough) throws IOException {
        refresh(System.nanoTime(), isEnough);
    }

    /**
     * Finds what was appended up to a moment at least, unless {@code isEnough} holds before: not at all if somebody has looked
     * since then.
     *
     * @param nanos the moment, by {@link System#nanoTime}
     * @return how many nanoseconds that took, without the time until nobody else looked, and without an examination
     */
    long refresh(long nanos, BooleanSupplier isEnough) throws IOException {
        for (long nap = FIRST_NAP_NANOS; !looking.tryLock(); nap = Math.min(2 * nap, LONGEST_NAP_NANOS)) {
            if (isEnough.getAsBoolean()) {
                return 0;
            }
            Pause.nanos(this, nap);
        }
        try {
            long began = System.nanoTime();
            examiningNanos = 0;
            if (lookedNanos - nanos < 0) {
                look(began, isEnough);
            }
            return System.nanoTime() - began - examiningNanos;
        } finally {
            looking.unlock();
        }
    }

    private void look(long began, BooleanSupplier isEnough) throws IOException {
        store.requireInPlace();
        try {
            boolean isMore = true;
            while (isMore && !isEnough.getAsBoolean()) {
                isMore = goesOn();
            }
            if (!isMore) {
                lookedNanos = began;
                requireNoDamage();
            }
        } catch (NoSuchFileException e) {
            store.requireThere();
            throw e;
        }
    }

    private void requireNoDamage() throws DamagedLogException {
        if (known.tail() != null) {
            standstill.requireNoDamage(known.tail());
        }
    }

    /** Whether there may be more: something was found, or is no longer there. */
    private boolean goesOn() throws IOException {
        FollowedTail looked = known.tail();
        if (looked == null) {
            return enterNext();
        }
        try {
            known.tell(); // Of what a want of memory has kept from being told.
            return (pace.isDue() && goesBackNowAndThen())
                    || goesOnBehindLast()
                    || goesBackUnless(shown.isLastThere(looked))
                    || (standstill.isDue(looked) && leavesStandstill());
        } catch (IOException e) {
            if (goesOnAfter(e, looked)) {
                return true;
            }
            throw e;
        }
    }

    private boolean goesOnBehindLast() throws IOException {
        return known.tail().isComplete() ? enterNext() : advance() || hasGrown();
    }

    /** Whether what was met is due to a discard, or to what was taken back. What is met by this is news: of a close, perhaps. */
    private boolean goesOnAfter(IOException met, FollowedTail looked) throws IOException {
        try {
            return known.tail() == looked && (passes(looked.segment()) || goesBackUnless(shown.isLastThere(looked)));
        } catch (IOException e) {
            e.addSuppressed(met);
            throw e;
        }
    }

    /** Takes the valid records of the next chunk; whether there was one at least, or the footer. */
    private boolean advance() throws IOException {
        FollowedTail tail = known.tail();
        FollowedTail.Next next = tail.next();
        if (next == FollowedTail.Next.NOTHING) {
            return false;
        }
        if (next == FollowedTail.Next.OPENING && goesBackUnless(isAllThere())) {
            return true;
        }
        boolean hasChanged = tail.take();
        known.tell();
        return hasChanged;
    }

    /** Whether there is more of the tail's file than before, or another tail because that one was discarded. */
    private boolean hasGrown() throws IOException {
        FollowedTail tail = known.tail();
        Segment segment = tail.segment();
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
            return (!bytes.header().isOf(segment.header()) && passes(segment)) || tail.growsTo(bytes.lengthBytes());
        }
    }

    /** Whether the segment behind the last one has been begun, or a later one because that was discarded already. */
    private boolean enterNext() throws IOException {
        SegmentList list = known.list();
        FollowedTail tail = known.tail();
        Optional<Located> next = findBehindTail();
        if (next.isEmpty()) {
            return false;
        }
        SegmentHeader header = next.get().header();
        if (header.segmentNumber() > numberBehindTail()) {
            return goOnIfBehind(numberBehindTail());
        }
        if (header.baseSequence() != last() + 1) {
            return false;
        }
        if (tail != null && header.incarnation() != tail.incarnation() && goesBackUnless(isAllThere())) {
            return true;
        }
        known.enter(next.get(), countGone(list));
        return true;
    }

    /** The segment behind the last one, or the first of those further behind. */
    private Optional<Located> findBehindTail() throws IOException {
        long number = numberBehindTail();
        return search.find(number, header -> log.has(header) && header.segmentNumber() >= number);
    }

    private long numberBehindTail() {
        FollowedTail tail = known.tail();
        return tail == null ? 0 : tail.segment().header().segmentNumber() + 1;
    }

    /** How many of the first ones its writer has discarded: whoever only reads at the end would keep them for ever. */
    private int countGone(SegmentList list) throws IOException {
        int gone = 0;
        while (gone < list.count()
                && search.isGone(list.get(gone).header(), list.get(gone).place())) {
            gone++;
        }
        return gone;
    }

    /** Goes on behind a segment if its writer has discarded it: then it is gone, but later ones are there. */
    boolean isDiscarded(Segment segment) throws IOException {
        looking.lock();
        try {
            return passes(segment);
        } finally {
            looking.unlock();
        }
    }

    private boolean passes(Segment segment) throws IOException {
        return search.isGone(segment.header(), segment.place())
                && goOnIfBehind(segment.header().segmentNumber());
    }

    /** If the oldest segment that there is lies behind a certain one, those before are forgotten. */
    private boolean goOnIfBehind(long number) throws IOException {
        Optional<Located> oldest = search.oldestBehind(number, log::has);
        if (oldest.isEmpty()) {
            return false;
        }
        known.goOnAt(oldest.get());
        return true;
    }

    /** Goes back if something that was found isn't there any more. */
    void lookBack() throws IOException {
        looking.lock();
        try {
            store.requireInPlace();
            goesBackUnless(isAllThere());
        } finally {
            looking.unlock();
        }
    }

    /** By a look at all that may be missing, for who is there for long. */
    private boolean goesBackNowAndThen() throws IOException {
        long began = System.nanoTime();
        try {
            return goesBackUnless(isAllThere());
        } catch (DamagedLogException e) {
            if (e.sequence() > last()) {
                throw e;
            }
            return false; // Somebody may read there, and is told then.
        } finally {
            pace.began(began);
        }
    }

    private boolean isAllThere() throws IOException {
        return known.tail() == null || (shown.isLastThere(known.tail()) && firstMissing() == CutBacks.NOWHERE);
    }

    private long firstMissing() throws IOException {
        return shown.firstMissing(known.list(), durable() + 1, known.tail().incarnation());
    }

    private boolean goesBackUnless(boolean isThere) throws IOException {
        return !isThere && beginsAnew(log.recover(durable()));
    }

    /** Whether it isn't the end at which the follower stands, but something that a recovery finds a way behind. */
    private boolean leavesStandstill() throws IOException {
        long began = System.nanoTime();
        try {
            FollowedTail tail = known.tail();
            Optional<DamagedLogException> damage = tail.isComplete() ? Optional.empty() : tail.damageBehind();
            // Who has completed a segment begins the next one at once.
            if (damage.isEmpty() && (tail.isComplete() || findBehindTail().isPresent())) {
                Optional<Recovered> left = log.recover(durable());
                if (left.isPresent() && left.get().nextSequence() > last() + 1) {
                    return goesOnBehindLast() || beginsAnew(left);
                }
            }
            tellOf(damage);
        } catch (DamagedLogException e) {
            tellOf(Optional.of(e));
        } catch (NotALogException | ClosedChannelException e) {
            throw e;
        } catch (IOException ignored) {
            // Whoever reads there meets it, too; and nothing of the kind was met here.
        } finally {
            examiningNanos += System.nanoTime() - began;
            standstill.examined(began);
        }
        return false;
    }

    /** Damage somewhere else is for who opens the log anew. */
    private void tellOf(Optional<DamagedLogException> damage) {
        standstill.isDueTo(damage.filter(found -> found.sequence() == last() + 1));
    }

    private boolean beginsAnew(Optional<Recovered> left) throws IOException {
        long next = left.map(Recovered::nextSequence).orElse(0L);
        long missing = Math.min(next, log.isAnother(left) ? 0 : firstMissing());
        known.beginAnew(left, missing);
        return true;
    }
}
