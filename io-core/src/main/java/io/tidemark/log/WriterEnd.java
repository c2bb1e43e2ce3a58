package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import java.util.function.BooleanSupplier;

/** The end of a log that this process appends to. */
record WriterEnd(LogWriter writer, Arrivals arrivals) implements LogEnd {
    @Override
    public long last() {
        return writer.last();
    }

    @Override
    public long durable() {
        return writer.forcer().commit().durable();
    }

    @Override
    public void look(BooleanSupplier isEnough) {}

    /** Nobody else discards; whoever does here says so by {@link Segment#discard}. */
    @Override
    public boolean isDiscarded(Segment segment) {
        return false;
    }

    @Override
    public boolean await(BooleanSupplier reached, long timeoutNanos) throws InterruptedException {
        return arrivals.await(reached, timeoutNanos);
    }

    @Override
    public void wake() {
        arrivals.signal();
    }
}
