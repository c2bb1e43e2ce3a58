package io.tidemark.log.retain;

import io.tidemark.log.LogListener;
import io.tidemark.log.Retention;
import io.tidemark.log.segment.Segment;
import java.io.IOException;

/**
 * What happens when a segment has been sealed: somebody hears of it, and of those before it of which nobody has heard for want
 * of memory, and the oldest ones may have to go.
 */
public final class Retainer {
    private static final System.Logger LOG = System.getLogger("io.tidemark.log.HybridLog");

    private final LogDiscarder discarder;
    private final Retention retention;
    private final LogListener listener;

    public Retainer(LogDiscarder discarder, Retention retention, LogListener listener) {
        this.discarder = discarder;
        this.retention = retention;
        this.listener = listener;
    }

    public void sealed(Segment segment, Precaution precaution) {
        for (Segment sealed : discarder.unheardOf()) {
            listener.onSealed(sealed.info());
            discarder.heardOf(sealed);
        }
        if (retention instanceof Retention.Everything) {
            return;
        }
        try {
            discarder.retain(retention, precaution);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, segment.place() + ": what is due to be discarded is still there", e);
        }
    }
}
