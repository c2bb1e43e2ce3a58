package io.tidemark.log.follow;

import io.tidemark.log.DamagedLogException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a follower has come to an end, and since when. Damage in front of it looks like an end, too: like what is half written,
 * or a segment that isn't begun yet. So whether it is one is to be examined when nothing has come for a second or more, and
 * again each time that it has lasted twice as long; but less and less often, up to once a minute. For one thread at a time.
 */
final class Standstill {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Wherever the follower stands. */
    private final Pace pace = Pace.slowing();

    private long segmentNumber = -1;
    private long offset;
    private long sinceNanos = System.nanoTime();
    private long dueNanos = sinceNanos;

    private Optional<DamagedLogException> damage = Optional.empty();

    /** Whether it is to be examined now why the follower stands there. */
    boolean isDue(FollowedTail tail) {
        long now = System.nanoTime();
        if (!isAt(tail)) {
            segmentNumber = tail.segment().header().segmentNumber();
            offset = tail.offset();
            sinceNanos = now;
            dueNanos = now + FIRST_NANOS;
            damage = Optional.empty();
        }
        return now - dueNanos >= 0 && pace.isDue();
    }

    private boolean isAt(FollowedTail tail) {
        return tail.offset() == offset && tail.segment().header().segmentNumber() == segmentNumber;
    }

    /** It was examined, from a moment on. */
    void examined(long beganNanos) {
        long now = System.nanoTime();
        dueNanos = now + (now - sinceNanos);
        pace.began(beganNanos);
    }

    /** It is damage, or it isn't. */
    void isDueTo(Optional<DamagedLogException> found) {
        damage = found;
    }

    /** Throws if the follower stands in front of damage. */
    void requireNoDamage(FollowedTail tail) throws DamagedLogException {
        if (damage.isPresent() && isAt(tail)) {
            throw damage.get();
        }
    }
}
