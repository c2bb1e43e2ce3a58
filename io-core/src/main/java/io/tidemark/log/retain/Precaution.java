package io.tidemark.log.retain;

import java.io.IOException;

/** Makes durable that the log goes on behind what is about to be discarded. */
@FunctionalInterface
public interface Precaution {
    /** Does it, for all segments that there are when it is called. */
    void take() throws IOException;
}
