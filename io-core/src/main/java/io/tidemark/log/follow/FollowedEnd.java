package io.tidemark.log.follow;

import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.segment.Segment;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The end of a log that another process may append to; nobody tells when it does, so it is looked for now and then, by one for
 * all who wait.
 */
public record FollowedEnd(TailFollower follower) implements LogEnd {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A look that takes long, as at a long record of which a part is missing, is followed by a nap of so many times that. */
    private static final int LOOKS_A_NAP = 10;

    private static final long LONGEST_NAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Override
    public long last() {
        return follower.last();
    }

    @Override
    public long durable() {
        return follower.durable();
    }

    @Override
    public void look(BooleanSupplier isEnough) throws IOException {
        follower.refresh(isEnough);
    }

    @Override
    public boolean isDiscarded(Segment segment) throws IOException {
        return follower.isDiscarded(segment);
    }

    @Override
    public void lookBack() throws IOException {
        follower.lookBack();
    }

    @Override
    public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Math.max(0, timeoutNanos);
        if (reached.getAsBoolean()) {
            return true;
        }
        while (true) {
            long began = System.nanoTime();
            long lookedNanos = follower.refresh(
                    began - PERIOD_NANOS,
                    () -> reached.getAsBoolean()
                            || System.nanoTime() - deadline >= 0
                            || Thread.currentThread().isInterrupted());
            long left = deadline - System.nanoTime();
            boolean isReached = reached.getAsBoolean();
            if (isReached || left <= 0) {
                return isReached;
            }
            long nap = Math.min(LONGEST_NAP_NANOS, Math.max(PERIOD_NANOS, LOOKS_A_NAP * lookedNanos));
            TimeUnit.NANOSECONDS.sleep(Math.min(left, nap));
        }
    }

    @Override
    public void wake() {}
}
