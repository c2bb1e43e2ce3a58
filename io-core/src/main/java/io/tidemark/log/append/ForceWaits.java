package io.tidemark.log.append;

import io.tidemark.log.commit.Yielding;
import io.tidemark.nativeio.ProcessorLatency;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * How a log waits for its forces.
 *
 * @param ofOthers what threads do while another one forces
 * @param awake keeps processors awake meanwhile; empty if they may sleep
 */
public record ForceWaits(Yielding ofOthers, Optional<ProcessorLatency> awake) implements Closeable {
    void begin() {
        awake.ifPresent(ProcessorLatency::allowNone);
    }

    void end() {
        awake.ifPresent(ProcessorLatency::allowAny);
    }

    @Override
    public void close() throws IOException {
        if (awake.isPresent()) {
            awake.get().close();
        }
    }
}
