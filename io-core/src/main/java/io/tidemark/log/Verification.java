package io.tidemark.log;

import io.tidemark.log.survey.Examination;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a look at every byte of a log has shown. A log that is written meanwhile may look damaged at its end; segments
 * that are discarded meanwhile are left out.
 *
 * @param segments that were found, without those that the next opening drops, because nothing of them was acknowledged
 * @param records that are intact, but for those behind damage in their segment
 * @param firstSequence of the first segment that was found; one in front of it was discarded, or its header is zero
 * @param lastSequence of the last of these records in the last segment; if there are none, the one in front of that segment
 * @param bytes of the segments that are intact, with the space that they don't use, but for those behind damage in their
 *     segment
 * @param dataBytes of these the ones in use: from each segment's header to the end of its records or its footer, as
 *     {@link SegmentInfo#lengthBytes} counts them, or to the damage
 * @param problems none if the log is intact; of what only shows when segments are seen together, such as missing ones, the
 *     first, but every header that can't be read; wrong bits come last
 * @param leftOut what was not counted, because it lies behind the end of the log; empty if there is nothing, or the
 *     log is damaged by more than wrong bits, so that nobody drops it
 */
public record Verification(
        int segments,
        long records,
        long firstSequence,
        long lastSequence,
        long bytes,
        long dataBytes,
        List<Problem> problems,
        Optional<LeftOut> leftOut) {
    /** What a problem costs. */
    public enum Kind {
        /** Something is missing, or can't be read as it was written. */
        DAMAGE,
        /** Nothing yet: one bit of a segment's header is wrong, or of the zeros where none is, and all readers put it right. */
        WRONG_BIT
    }

    /**
     * Something that was durable and is not what was written, or can't be read.
     *
     * @param kind of the problem
     * @param path of the file
     * @param offset in it
     * @param sequence of the first record that is missing there; of a header with a wrong bit the segment's first, which
     *     isn't missing, or -1 where no segment is; of bytes that can't be read the first that may be missing; of a header that
     *     is lost with its first records the first that was there, or a lower one if nothing in front of it tells
     * @param description what was found
     */
    public record Problem(Kind kind, String path, long offset, long sequence, String description) {}

    /**
     * Intact records behind the end of the log: what a crash left of appends that were never acknowledged. The next opening
     * for writing drops them.
     *
     * @param path of the file in which the log ends
     * @param offset in it, where it ends
     * @param records that were found behind it
     * @param segments that lie behind it as a whole
     */
    public record LeftOut(String path, long offset, long records, int segments) {}

    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is damaged. */
    public boolean isIntact() {
        return problems.isEmpty();
    }

    /**
     * Reads all of a log; changes nothing. What the medium doesn't give back is told as damage.
     *
     * @param progress is told how many bytes were read so far, now and then; first of 0, when the headers are known
     * @throws NotALogException if it is none, or one of an unknown version
     * @throws IOException if it can't be opened, or all segments that were found at first were discarded meanwhile
     */
    public static Verification run(Path path, LongConsumer progress) throws IOException {
        return run(Posix.system(), path, progress);
    }

    static Verification run(Posix posix, Path path, LongConsumer progress) throws IOException {
        return Examination.run(posix, path, progress);
    }
}
