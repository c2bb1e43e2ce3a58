package io.tidemark.cli.demo;

import io.tidemark.file.FileStatistics;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import java.util.OptionalDouble;

/**
 * How many bytes were written for each byte appended.
 *
 * @param tail what the tail wrote
 * @param withZeros that, and the zeros that filled the space ahead of the tail; empty where such space is only allocated
 */
public record Amplification(double tail, OptionalDouble withZeros) {
    /** Of a file on its own place: disks that take direct writes get their space filled, others don't. */
    public static Amplification of(FileStatistics statistics, Capabilities place) {
        double appended = statistics.appendedBytes();
        boolean isFilled = place.has(Feature.DIRECT_IO) && place.has(Feature.PERSISTENT_MEDIUM);
        return new Amplification(
                statistics.writtenBytes() / appended,
                isFilled
                        ? OptionalDouble.of((statistics.writtenBytes() + statistics.preparedBytes()) / appended)
                        : OptionalDouble.empty());
    }
}
