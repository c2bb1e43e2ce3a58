package io.tidemark.peers;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.io.Closeable;
import java.util.List;

/** A contestant with what its measurement says about it. */
interface Entrant extends Contestant, Closeable {
    /** What it is there for. */
    Role role();

    /** What holds when an operation has returned; empty for reads. */
    String guarantee();

    /** Warmed up: from here on counts what it does. */
    default void begin() {}

    /** Of single operations; empty if they are not measured. */
    default List<Latency> latencies() {
        return List.of();
    }

    /** How many operations make a turn; 0 for as many as fill the time. */
    default int operations() {
        return 0;
    }
}
