package io.tidemark.log.follow;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Visibility;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.segment.Segment;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** The end of what is in front of damage: who looks for more is told of that. Whoever may write it is not followed. */
public record DamagedEnd(long last, long durable, DamagedLogException damage) implements LogEnd {
    @Override
    public void look(BooleanSupplier isEnough) throws DamagedLogException {
        throw damage;
    }

    @Override
    public boolean isDiscarded(Segment segment) {
        return false;
    }

    @Override
    public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos) throws IOException {
        throw damage;
    }

    @Override
    public void wake() {}
}
