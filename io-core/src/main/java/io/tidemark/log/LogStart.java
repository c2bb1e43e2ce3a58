package io.tidemark.log;

import io.tidemark.log.survey.Recovered;
import java.util.UUID;

/**
 * Where a writer begins: in which log, and with what.
 *
 * @param incarnation higher than every one in the log
 * @param number of the next segment
 * @param sequence of the next record
 */
record LogStart(UUID logId, long segmentBytes, int incarnation, long number, long sequence) {
    /** Of a new log. */
    static LogStart first(UUID logId, long segmentBytes) {
        return new LogStart(logId, segmentBytes, 1, 0, 0);
    }

    /** Behind what is left of a log. */
    static LogStart behind(Recovered recovered) {
        return new LogStart(
                recovered.logId(),
                recovered.segmentBytes(),
                recovered.nextIncarnation(),
                recovered.nextNumber(),
                recovered.nextSequence());
    }
}
