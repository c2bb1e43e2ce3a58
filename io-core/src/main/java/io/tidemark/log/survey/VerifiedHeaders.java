package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.Verification.Kind;
import io.tidemark.log.Verification.Problem;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.Looks;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What a log's headers tell before its records are read, and what only shows when segments are seen together. A writer may
 * discard and begin segments meanwhile; damage stays where it is, so what is found twice is believed.
 *
 * @param extent of what counts
 * @param problems in the order of segments; the first one of those that keep the log from being opened, but every header that
 *     isn't intact
 * @param wrongBits where no segment is
 */
record VerifiedHeaders(LogSurvey survey, LogExtent extent, List<Problem> problems, List<Problem> wrongBits) {
    /**
     * Looks until nothing is wrong, or the same twice.
     *
     * @throws NotALogException as {@link LogSurvey#of}
     */
    static VerifiedHeaders read(Posix posix, Path path) throws IOException {
        List<Problem> seen = List.of();
        IOException failed = null;
        for (int looks = 0; looks < Looks.MOST; looks++) {
            try {
                VerifiedHeaders headers = look(posix, path);
                if (headers.problems.isEmpty() || headers.problems.equals(seen)) {
                    return headers;
                }
                seen = headers.problems;
            } catch (NotALogException | NoSuchFileException | TruncatedFileException e) {
                if (Looks.isSame(e, failed)) {
                    throw e;
                }
                failed = e;
            }
        }
        throw Looks.tooFast(path, failed);
    }

    private static VerifiedHeaders look(Posix posix, Path path) throws IOException {
        Headers read = Headers.examine(posix, path);
        LogSurvey survey = LogSurvey.of(path, read);
        Findings opening = NextOpening.of(posix, path, read);
        List<DamagedLogException> damages = new ArrayList<>();
        LostHeaders lostHeaders = new LostHeaders(posix, survey);
        HeaderDamages headers = new HeaderDamages(posix, survey, opening, lostHeaders);
        Optional<DamagedLogException> refused = opening.damage();
        if (refused.isPresent()) {
            damages.add(refused.get());
            damages.addAll(headers.find(refused.get().sequence()));
            misplacedBehind(refused.get(), survey).ifPresent(damages::add);
        } else { // An opening takes a place for a free one if its first block is zero.
            damages.addAll(new ZeroedHeaders(posix, survey, opening, lostHeaders).find(survey.blank()));
        }
        return new VerifiedHeaders(
                survey,
                headers.extent(),
                damages.stream().map(damage -> problem(damage, survey)).toList(),
                headers.wrongBits().stream()
                        .map(bit -> Damages.problem(Kind.WRONG_BIT, bit))
                        .toList());
    }

    /** An opening that ended in front of it hasn't told of it. */
    private static Optional<DamagedLogException> misplacedBehind(DamagedLogException refused, LogSurvey survey) {
        return Owner.firstMisplaced(survey.segments())
                .map(Misplaced::damage)
                .filter(damage -> !damage.getFile().equals(refused.getFile()) || damage.offset() != refused.offset());
    }

    /** A header that the medium doesn't give back is told as such. */
    private static Problem problem(DamagedLogException damage, LogSurvey survey) {
        return survey.headers().mediaErrors().entrySet().stream()
                .filter(error -> error.getKey().path().toString().equals(damage.getFile())
                        && error.getKey().offset() == damage.offset())
                .findFirst()
                .map(error -> new Problem(
                        Kind.DAMAGE,
                        damage.getFile(),
                        damage.offset(),
                        damage.sequence(),
                        "the header of a segment " + error.getValue()))
                .orElseGet(() -> Damages.problem(Kind.DAMAGE, damage));
    }

    /** The segments that count, ascending, one of each number. */
    List<Located> kept() {
        TreeMap<Long, Located> kept = new TreeMap<>();
        for (Located segment : survey.segments()) {
            if (extent.holds(segment.header())) {
                kept.merge(segment.segmentNumber(), segment, BinaryOperator.maxBy(Twins.WHICH_COUNTS));
            }
        }
        return List.copyOf(kept.values());
    }
}
