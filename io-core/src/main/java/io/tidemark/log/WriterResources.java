package io.tidemark.log;

import io.tidemark.background.Background;
import io.tidemark.log.append.ForceWaits;
import io.tidemark.log.append.LogWriter;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.retain.AgeWatch;
import io.tidemark.log.retain.LogDiscarder;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * What a log holds that is open for writing; closed in order, and all of it whatever fails.
 *
 * @param watch there if segments go by age
 */
record WriterResources(
        Optional<AgeWatch> watch,
        Background background,
        Background aftermath,
        LogDiscarder discarder,
        LogWriter writer,
        LogReader reader,
        ForceWaits waits,
        SegmentStore store)
        implements Closeable {
    @Override
    public void close() throws IOException {
        Closing.all(
                () -> watch.ifPresent(AgeWatch::close),
                background::close,
                aftermath::close, // The listener may read what it hears of, and the tail.
                discarder::close,
                writer,
                reader::close,
                waits,
                store);
    }
}
