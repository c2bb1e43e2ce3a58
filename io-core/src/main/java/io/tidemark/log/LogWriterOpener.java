package io.tidemark.log;

import io.tidemark.background.Background;
import io.tidemark.background.Background.Shortage;
import io.tidemark.file.HybridFile;
import io.tidemark.log.append.ActiveSegment;
import io.tidemark.log.append.ForceWaits;
import io.tidemark.log.append.LogStart;
import io.tidemark.log.append.LogWriter;
import io.tidemark.log.append.NextSegment;
import io.tidemark.log.append.SegmentSealer;
import io.tidemark.log.append.WriterEnd;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.read.LogReader;
import io.tidemark.log.retain.AgeWatch;
import io.tidemark.log.retain.LogDiscarder;
import io.tidemark.log.retain.Retainer;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.RecoveredSegments;
import io.tidemark.resource.Undo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Puts together what writes to a log, once it is known what is left of it, and that it is intact. */
final class LogWriterOpener {
    private final LogParts parts;
    private final LogOptions options;
    private final LongSupplier nowMicros;
    private final Findings found;
    private final ForceWaits waits;
    private final Undo undo;
    private final LogListener listener;

    /** By which the log's threads are named. */
    private final String fileName;

    /** Seals and prepares segments. */
    private final Background background;

    /** Runs what comes behind that, with somebody else's code in it. */
    private final Background aftermath;

    /** For those who ask it later on, and are made before it. */
    private final AtomicReference<LogWriter> writer = new AtomicReference<>();

    LogWriterOpener(
            LogParts parts, LogOptions options, LongSupplier nowMicros, Findings found, ForceWaits waits, Undo undo) {
        this.parts = parts;
        this.options = options;
        this.nowMicros = nowMicros;
        this.found = found;
        this.waits = waits;
        this.undo = undo;
        this.listener = new GuardedListener(options.listener());
        this.fileName = parts.path().getFileName().toString();
        this.background = new Background("log " + fileName, Shortage.DONE_AT_ONCE);
        this.aftermath = new Background("log " + fileName, Shortage.DONE_LATER);
    }

    HybridLog open() throws IOException {
        undo.push(background);
        undo.push(aftermath);
        parts.requireTailMode();
        parts.requireSealedMode();
        List<Segment> segments = RecoveredSegments.sealed(found.recovered(), parts.open());
        if (found.recovered().isEmpty()) {
            // Whoever created it may have died before that; segments come later.
            Stores.forceName(parts.posix(), parts.path());
        }
        giveBackLeftovers();
        Optional<ActiveSegment> active = openTail();
        active.ifPresent(tail -> segments.add(tail.segment()));
        return start(new LogSegments(parts.name(), SegmentList.of(segments)), active);
    }

    private void giveBackLeftovers() throws IOException {
        for (SegmentPlace leftover : found.leftovers()) {
            parts.store().giveBack(leftover);
        }
    }

    private Optional<Recovered.Tail> recoveredTail() {
        return found.recovered().flatMap(Recovered::tail);
    }

    private Optional<ActiveSegment> openTail() throws IOException {
        if (recoveredTail().isEmpty()) {
            return Optional.empty();
        }
        Recovered.Tail tail = recoveredTail().get();
        HybridFile file = undo.push(parts.files().openTail(tail.segment().place(), tail.endOffset()));
        return Optional.of(new ActiveSegment(Segment.growing(tail.segment(), tail.index(), parts.open(), file), file));
    }

    private HybridLog start(LogSegments segments, Optional<ActiveSegment> active) throws IOException {
        undo.push(segments::close);
        NextSegment next = new NextSegment(parts.store(), parts.files(), parts.open(), background);
        undo.push(next::close);
        LogDiscarder discarder = new LogDiscarder(
                segments,
                parts.store(),
                listener,
                nowMicros,
                () -> writer.get().forcer().durable());
        LogWriter made = writer(segments, next, discarder);
        writer.set(made);
        made.start(recoveredTail().orElse(null), active.orElse(null), lastFooter());
        LogReader reader = new LogReader(parts.name(), segments, new WriterEnd(made), parts.store());
        WriterResources resources = new WriterResources(
                watch(discarder), background, aftermath, discarder, made, reader, waits, parts.store());
        WritingSide writing = new WritingSide(fileName, options, made, discarder);
        return new HybridLog(parts, options, reader, writing, resources);
    }

    private LogWriter writer(LogSegments segments, NextSegment next, LogDiscarder discarder) throws IOException {
        LogStart start = found.recovered()
                .map(LogStart::behind)
                .orElseGet(() ->
                        LogStart.first(parts.files().logId(), parts.files().segmentBytes()));
        start.requireWithinBounds(parts.path());
        LogFailure failure = new LogFailure(parts.name(), this::tellFailure);
        SegmentSealer sealer = new SegmentSealer(background, aftermath, failure);
        Retainer retainer = new Retainer(discarder, options.retention(), listener);
        return new LogWriter(parts.name(), start, segments, parts.open(), next, failure, sealer, retainer, waits);
    }

    private void tellFailure(Throwable cause) {
        try {
            writer.get().wakeAll();
        } finally {
            aftermath.execute(() -> listener.onFailure(cause));
        }
    }

    private FooterPlace lastFooter() {
        List<Recovered.Sealed> sealed = found.recovered().map(Recovered::sealed).orElse(List.of());
        return sealed.isEmpty()
                ? FooterPlace.NONE
                : sealed.get(sealed.size() - 1).end().footer();
    }

    private Optional<AgeWatch> watch(LogDiscarder discarder) {
        if (!(options.retention() instanceof Retention.Age age)) {
            return Optional.empty();
        }
        AgeWatch watch = new AgeWatch(parts.name(), discarder, age, writer.get().forcer()::forceHeader);
        undo.push(watch);
        watch.start(aftermath, aftermath::bringOn);
        return Optional.of(watch);
    }
}
