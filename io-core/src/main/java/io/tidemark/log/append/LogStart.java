package io.tidemark.log.append;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.survey.Recovered;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where a writer begins: in which log, and with what.
 *
 * @param incarnation higher than every one in the log
 * @param number of the next segment
 * @param sequence of the next record
 */
public record LogStart(UUID logId, long segmentBytes, int incarnation, long number, long sequence) {
    /** Of a new log. */
    public static LogStart first(UUID logId, long segmentBytes) {
        return new LogStart(logId, segmentBytes, 1, 0, 0);
    }

    /** Behind what is left of a log. */
    public static LogStart behind(Recovered recovered) {
        return new LogStart(
                recovered.logId(),
                recovered.segmentBytes(),
                recovered.nextIncarnation(),
                recovered.nextNumber(),
                recovered.nextSequence());
    }

    /** Nobody comes to them by appending; a header that says otherwise was made. */
    public void requireWithinBounds(Path path) throws FileSystemException {
        boolean isWithin = incarnation <= SegmentHeader.MOST_INCARNATION
                && Math.max(number, sequence) <= SegmentHeader.MOST_APPENDED_TO;
        if (!isWithin) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "incarnation " + incarnation + ", segment " + number + " or sequence " + sequence
                            + " would be higher than a log can have; salvage makes a new log of it");
        }
    }
}
