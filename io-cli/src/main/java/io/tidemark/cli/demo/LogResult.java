package io.tidemark.cli.demo;

import java.util.List;

/**
 * What became of the lines of the input in a log.
 *
 * @param lines all of them
 * @param bytes of the input that they are
 * @param acknowledged lines, by the process that was killed
 * @param recovered lines that were there afterwards, as many at least
 * @param recoveryNanos until the log was open again
 * @param appended lines after that, by this process
 * @param appendNanos until these were durable
 * @param append latency of one of these, in memory
 * @param compared lines read back from the log, opened once more, and found equal
 * @param segmentBytes size of a segment
 * @param segments how many there were in the end
 * @param modes how they were read then
 */
public record LogResult(
        long lines,
        long bytes,
        long acknowledged,
        long recovered,
        long recoveryNanos,
        long appended,
        long appendNanos,
        Latency append,
        long compared,
        long segmentBytes,
        int segments,
        List<String> modes) {
    public LogResult {
        modes = List.copyOf(modes);
    }
}
