package io.tidemark.log;

import io.tidemark.log.segment.Segment;
import java.io.IOException;

/** What happens when a segment has been sealed: somebody hears of it, and the oldest ones may have to go. */
final class Retainer {
    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());

    private final LogDiscarder discarder;
    private final Retention retention;
    private final LogListener listener;

    Retainer(LogDiscarder discarder, Retention retention, LogListener listener) {
        this.discarder = discarder;
        this.retention = retention;
        this.listener = listener;
    }

    void sealed(Segment segment) {
        try {
            listener.onSealed(Segments.describe(segment));
            discarder.retain(retention, segment.index().nextSequence() - 1);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, segment.place() + ": what follows a seal failed", e);
        }
    }
}
