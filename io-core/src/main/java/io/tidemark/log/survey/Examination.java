package io.tidemark.log.survey;

import io.tidemark.log.Verification;
import io.tidemark.log.Verification.LeftOut;
import io.tidemark.log.Verification.Problem;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.segment.Located;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Looks at every byte of a log, and changes nothing. */
public final class Examination {
    private Examination() {}

    /** See {@link Verification#run}. */
    public static Verification run(Posix posix, Path path, LongConsumer progress) throws IOException {
        VerifiedHeaders headers = VerifiedHeaders.read(posix, path.toAbsolutePath());
        List<Located> found = headers.kept();
        VerifiedSegments verified = VerifiedSegments.read(posix, found, progress);
        List<Located> segments = verified.segments();
        if (segments.isEmpty() && !found.isEmpty()) {
            throw new FileSystemException(
                    path.toString(), null, "all of it was discarded while it was looked at; try again");
        }
        List<Problem> problems = new ArrayList<>(verified.damages());
        headers.problems().forEach(problem -> addUnlessKnown(problems, problem));
        Optional<LeftOut> leftOut = problems.isEmpty() && !segments.isEmpty()
                ? leftOut(posix, headers.survey(), segments.get(segments.size() - 1), verified.last())
                : Optional.empty();
        // Not sooner, because what is missing in front of such a segment is told of the same offset.
        problems.addAll(verified.wrongBits());
        headers.wrongBits().forEach(bit -> addUnlessKnown(problems, bit));
        return new Verification(
                segments.size(),
                verified.records(),
                verified.firstSequence(),
                verified.lastSequence(),
                verified.intactBytes(),
                verified.dataBytes(),
                problems,
                leftOut);
    }

    private static Optional<LeftOut> leftOut(Posix posix, LogSurvey survey, Located last, ScanResult content)
            throws IOException {
        List<Located> dropped = survey.segments().stream()
                .filter(segment -> segment.segmentNumber() > last.segmentNumber())
                .toList();
        return new BehindTheEnd(posix).find(last, content, dropped);
    }

    private static void addUnlessKnown(List<Problem> problems, Problem found) {
        if (problems.stream()
                .noneMatch(known -> known.path().equals(found.path()) && known.offset() == found.offset())) {
            problems.add(found);
        }
    }
}
