package io.tidemark.cli;

import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.Visibility;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which records of a log are wanted. */
final class WantedRecords {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "N",
            converter = Sequences.class,
            description = "The first sequence to print; the log's first unless given. May be the one with which the log"
                    + " goes on: then nothing is printed yet.")
    private Long from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Begin with the first record that was appended at this time or later, by its writer's clock."
                    + " Written by ISO 8601: 2026-11-28T10:00:00Z or with another offset, in this system's zone where"
                    + " there is none; or as how long it has been, such as PT10M or P2D. Milliseconds count, and a record may"
                    + " have the one before its append. With --follow, it is waited for.")
    private Instant since;

    @Option(
            names = "--to",
            paramLabel = "N",
            converter = Sequences.class,
            defaultValue = "" + Long.MAX_VALUE,
            description = "The last sequence to print, or the log's last if that comes before; the log's last unless"
                    + " given. With --follow, it is waited for.")
    private long to;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "End in front of the first record that was appended at this time or later, written as for"
                    + " --since. With --follow, that record is waited for.")
    private Instant until;

    /** Whether a record has come with which they begin: one that is waited for may be behind others. */
    private boolean isBegun;

    /** Refuses what contradicts itself. */
    void check() {
        if (from != null && since != null) {
            throw wrong("--since can't be given with --from: both say where to begin");
        }
        if (from != null && to < from) {
            throw wrong("--to " + to + " is in front of --from " + from);
        }
        if (since != null && until != null && until.isBefore(since)) {
            throw wrong("--until " + until + " is in front of --since " + since);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** In front of the first one that the log has; the caller closes it. */
    LogCursor open(HybridLog log, Visibility visibility) throws IOException {
        // Where all that was asked for has been discarded it is the end that isn't there.
        if (since != null && to >= log.firstSequence()) {
            return log.cursor(since, visibility);
        }
        return log.cursor(from == null ? Math.min(log.firstSequence(), to) : from, visibility);
    }

    /** Whether none is left behind those that a cursor has gone over. */
    boolean isOver(LogCursor cursor) {
        return cursor.nextSequence() > to;
    }

    /** Whether the record that a cursor is at lies behind all of them. */
    boolean isBehind(LogCursor record) {
        return until != null && !timeOf(record).isBefore(until);
    }

    /** Whether the record that a cursor is at is one of them, unless it lies behind; for one after the other. */
    boolean accepts(LogCursor record) {
        isBegun = isBegun || since == null || !timeOf(record).isBefore(since);
        return isBegun;
    }

    private static Instant timeOf(LogCursor record) {
        return Instant.EPOCH.plus(record.timestampMicros(), ChronoUnit.MICROS);
    }
}
