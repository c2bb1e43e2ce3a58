package io.tidemark.log;

import io.tidemark.log.segment.SegmentStore;
import java.io.Closeable;
import java.io.IOException;

/** What an open log holds beside its tail; closed in order, and all of it whatever fails. */
record LogResources(LogBackground background, LogBackground aftermath, LogSegments segments, SegmentStore store)
        implements Closeable {
    @Override
    public void close() throws IOException {
        try (store) {
            background.close();
            aftermath.close();
            segments.close();
        }
    }
}
