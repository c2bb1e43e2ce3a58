package io.tidemark.log.segment;

import java.io.IOException;

/** The segment was discarded while it was looked for; whoever knows the log says what that means for the caller. */
public final class DiscardedSegmentException extends IOException {
    private static final long serialVersionUID = 1L;

    DiscardedSegmentException() {
        super("the segment was discarded");
    }
}
