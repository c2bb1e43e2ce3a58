package io.tidemark.log;

import io.tidemark.log.follow.DamagedEnd;
import io.tidemark.log.follow.FollowedEnd;
import io.tidemark.log.follow.TailFollower;
import io.tidemark.log.read.LogEnd;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.SegmentSearch;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.RecoveredSegments;
import io.tidemark.resource.Closing;
import io.tidemark.resource.Undo;
import java.io.IOException;

/** Puts together what only reads a log. */
final class LogReaderOpener {
    private LogReaderOpener() {}

    static HybridLog open(LogParts parts, LogOptions options, Findings found, Undo undo) throws IOException {
        parts.requireSealedMode();
        LogSegments segments =
                new LogSegments(parts.name(), RecoveredSegments.followed(found.recovered(), parts.open()));
        undo.push(segments::close);
        LogReader reader = new LogReader(parts.name(), segments, end(parts, found, segments), parts.store());
        return new HybridLog(parts, options, reader, null, () -> Closing.all(reader::close, parts.store()));
    }

    private static LogEnd end(LogParts parts, Findings found, LogSegments segments) {
        if (found.damage().isPresent()) {
            Recovered inFront = found.recovered().orElseThrow();
            return new DamagedEnd(
                    inFront.nextSequence() - 1,
                    inFront.provenSequence(),
                    found.damage().get(),
                    new SegmentSearch(parts.posix(), parts.store()),
                    segments);
        }
        return new FollowedEnd(
                new TailFollower(parts.posix(), parts.store(), parts.open(), segments, found.recovered()));
    }
}
