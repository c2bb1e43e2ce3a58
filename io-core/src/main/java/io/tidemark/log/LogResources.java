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

/** What an open log holds; closed in order, and all of it whatever fails. */
record LogResources(
        Optional<AgeWatch> watch,
        Background background,
        Background aftermath,
        Optional<ForceWaits> waits,
        Optional<LogDiscarder> discarder,
        Optional<LogWriter> writer,
        LogReader reader,
        SegmentStore store)
        implements Closeable {
    /** Of a log that is open for reading only. */
    static LogResources ofReader(LogParts parts, LogReader reader) {
        return new LogResources(
                Optional.empty(),
                parts.background(),
                parts.aftermath(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reader,
                parts.store());
    }

    @Override
    public void close() throws IOException {
        Closing.all(
                () -> watch.ifPresent(AgeWatch::close),
                background::close,
                aftermath::close, // The listener may read what it hears of, and the tail.
                () -> discarder.ifPresent(LogDiscarder::close),
                writer.orElse(null),
                reader::close,
                waits.orElse(null),
                store);
    }
}
