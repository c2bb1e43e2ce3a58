package io.tidemark.log.append;

import io.tidemark.log.LogFailedException;
import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.segment.Segment;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The end of a log that this process appends to. */
public record WriterEnd(LogWriter writer) implements LogEnd {
    @Override
    public long last() {
        return writer.last();
    }

    @Override
    public long durable() {
        return writer.forcer().durable();
    }

    @Override
    public void look(BooleanSupplier isEnough) {}

    /** Nobody else discards; whoever does here says so by {@link Segment#discard}. */
    @Override
    public boolean isDiscarded(Segment segment) {
        return false;
    }

    @Override
    public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos)
            throws InterruptedException {
        Arrivals awaited = visibility == Visibility.DURABLE ? writer.forcer().advances() : writer.arrivals();
        return awaited.await(reached, timeoutNanos);
    }

    @Override
    public void wake() {
        writer.wakeAll();
    }

    @Override
    public Optional<LogFailedException> failure() {
        return writer.failure().exception();
    }
}
