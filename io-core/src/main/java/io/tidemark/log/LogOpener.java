package io.tidemark.log;

import io.tidemark.background.Background;
import io.tidemark.background.Background.Shortage;
import io.tidemark.background.Beside;
import io.tidemark.background.Helpers;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Environment;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentList;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.SlotStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.segment.Views;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.LogRecovery;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.SharedRecovery;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.resource.Undo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Opens a log step by step, and takes every step back if a later one fails. */
final class LogOpener {
    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());

    private final Environment environment;
    private final LongSupplier nowMicros;
    private final Path path;
    private final LogOptions options;
    private final Undo undo = new Undo();

    LogOpener(Environment environment, LongSupplier nowMicros, Path path, LogOptions options) {
        this.environment = environment;
        this.nowMicros = nowMicros;
        this.path = path.toAbsolutePath();
        this.options = options;
    }

    HybridLog open() throws IOException {
        try (Helpers helpers = new Helpers("log " + name())) {
            return options.openMode() == OpenMode.READ_ONLY ? openForReading(helpers) : openForWriting(helpers);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private HybridLog openForReading(Helpers helpers) throws IOException {
        Beside<Capabilities> probe = Beside.begin(helpers, this::probe);
        SharedRecovery.Found found = new SharedRecovery(
                        environment.posix(), path, options.recoveryScan(), options.onDamage(), helpers)
                .run();
        SegmentStore store = undo.push(found.store());
        Optional<Recovered> recovered = found.findings().recovered();
        Capabilities capabilities = probe.get();
        Parts parts = parts(store, capabilities, recovered);
        resolveSealed(parts, capabilities);
        LogSegments list = new LogSegments(path.toString(), RecoveredSegments.followed(recovered, parts.open));
        undo.push(list::close);
        LogReader reader = new LogReader(path.toString(), list, end(found.findings(), parts, list), store);
        LogResources resources = new LogResources(
                Optional.empty(),
                parts.background,
                parts.aftermath,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reader,
                store);
        return new HybridLog(path, capabilities, options, reader, null, null, resources);
    }

    private LogEnd end(Findings found, Parts parts, LogSegments segments) {
        if (found.damage().isPresent()) {
            Recovered inFront = found.recovered().orElseThrow();
            return new DamagedEnd(
                    inFront.nextSequence() - 1,
                    inFront.provenSequence(),
                    found.damage().get());
        }
        return new FollowedEnd(
                new TailFollower(environment.posix(), parts.store, parts.open, segments, found.recovered()));
    }

    private HybridLog openForWriting(Helpers helpers) throws IOException {
        ForceWaits waits = undo.push(new ForceWaits(
                options.waiting().yielding(), options.processors().request(environment.posix())));
        SegmentStore store = openStore();
        Beside<Capabilities> probe = Beside.begin(helpers, this::probe);
        Findings found = recover(store, helpers);
        found.requireIntact(); // Before anything is changed.
        Optional<Recovered> recovered = found.recovered();
        Capabilities capabilities = probe.get();
        Parts parts = parts(store, capabilities, recovered);
        resolve(parts.files.base().tail(), Intent.APPEND, parts, capabilities);
        resolveSealed(parts, capabilities);
        List<Segment> segments = RecoveredSegments.sealed(recovered, parts.open);
        ActiveSegment active = null;
        if (recovered.isEmpty()) {
            // Whoever created it may have died before that; segments come later.
            Stores.forceName(environment.posix(), path);
        }
        for (SegmentPlace leftover : found.leftovers()) {
            store.giveBack(leftover);
        }
        if (recovered.isPresent()) {
            active = tail(recovered.get(), parts);
        }
        if (active != null) {
            segments.add(active.segment());
        }
        return start(
                recovered,
                parts,
                new LogSegments(path.toString(), SegmentList.of(segments)),
                active,
                capabilities,
                waits);
    }

    /** So that a requirement that can't be met is told now. */
    private void resolveSealed(Parts parts, Capabilities capabilities) throws IOException {
        resolve(parts.files.base().sealed(), Intent.READ_SEALED, parts, capabilities);
    }

    /** What can't be had is told now, and not of each segment. */
    private void resolve(ModeChoice choice, Intent intent, Parts parts, Capabilities capabilities) throws IOException {
        HybridFileOptions files = parts.files.base();
        Decision decision = Modes.resolve(choice, intent, files.hints(), capabilities, files.policy());
        if (decision.isFallback()) {
            LOG.log(System.Logger.Level.WARNING, () -> path + ": " + decision.reason());
        }
    }

    private Findings recover(SegmentStore store, Helpers helpers) throws IOException {
        while (true) {
            Optional<Findings> found =
                    LogRecovery.run(environment.posix(), store.places(), options.recoveryScan(), helpers);
            if (found.isPresent()) {
                return found.get();
            }
        }
    }

    private HybridLog start(
            Optional<Recovered> recovered,
            Parts parts,
            LogSegments segments,
            ActiveSegment active,
            Capabilities capabilities,
            ForceWaits waits)
            throws IOException {
        undo.push(segments::close);
        LogListener listener = new GuardedListener(options.listener());
        NextSegment next = new NextSegment(parts.store, parts.files, parts.open, parts.background);
        undo.push(next::close);
        AtomicReference<LogWriter> written = new AtomicReference<>();
        LogDiscarder discarder = new LogDiscarder(
                segments,
                parts.store,
                listener,
                nowMicros,
                () -> written.get().forcer().durable());
        LogFailure failure = new LogFailure(path.toString(), cause -> {
            try {
                written.get().forcer().wakeAll();
            } finally {
                parts.aftermath.execute(() -> listener.onFailure(cause));
            }
        });
        Retainer retainer = new Retainer(discarder, options.retention(), listener);
        SegmentSealer sealer = new SegmentSealer(parts.background, parts.aftermath, failure);
        LogStart start = recovered
                .map(LogStart::behind)
                .orElseGet(() -> LogStart.first(parts.logId, parts.files.segmentBytes()));
        requireToBeWithinBounds(start);
        LogWriter writer =
                new LogWriter(path.toString(), start, segments, parts.open, next, failure, sealer, retainer, waits);
        written.set(writer);
        writer.start(recovered.flatMap(Recovered::tail).orElse(null), active, lastFooter(recovered));
        LogReader reader = new LogReader(path.toString(), segments, new WriterEnd(writer), parts.store);
        Optional<AgeWatch> watch = watch(discarder, writer, parts.aftermath);
        LogResources resources = new LogResources(
                watch,
                parts.background,
                parts.aftermath,
                Optional.of(waits),
                Optional.of(discarder),
                Optional.of(writer),
                reader,
                parts.store);
        return new HybridLog(path, capabilities, options, reader, writer, discarder, resources);
    }

    /** Nobody comes to them by appending; a header that says otherwise was made. */
    private void requireToBeWithinBounds(LogStart start) throws FileSystemException {
        boolean isWithin = start.incarnation() <= SegmentHeader.MOST_INCARNATION
                && Math.max(start.number(), start.sequence()) <= SegmentHeader.MOST_APPENDED_TO;
        if (!isWithin) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "incarnation " + start.incarnation() + ", segment " + start.number() + " or sequence "
                            + start.sequence() + " would be higher than a log can have; salvage makes a new log of it");
        }
    }

    private Optional<AgeWatch> watch(LogDiscarder discarder, LogWriter writer, Background aftermath) {
        if (!(options.retention() instanceof Retention.Age age)) {
            return Optional.empty();
        }
        AgeWatch watch = new AgeWatch(path.toString(), discarder, age, writer.forcer()::forceHeader);
        watch.start(aftermath, aftermath::bringOn);
        return Optional.of(watch);
    }

    private SegmentStore openStore() throws IOException {
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (isThere && options.openMode() == OpenMode.CREATE_NEW) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (isThere) {
            return undo.push(openExisting());
        }
        if (options.openMode() == OpenMode.OPEN_EXISTING) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            SegmentStore created =
                    undo.push(Stores.create(environment.posix(), path, options.layout(), options.segmentBytes()));
            undo.push(created::delete); // Before the lock is released.
            return created;
        } catch (FileAlreadyExistsException e) {
            if (options.openMode() == OpenMode.CREATE_NEW) {
                throw e;
            }
            return undo.push(openExisting()); // Somebody was faster.
        }
    }

    private SegmentStore openExisting() throws IOException {
        return Stores.openForWriting(environment.posix(), path, options.segmentBytes());
    }

    private Capabilities probe() throws IOException {
        return Capabilities.probe(environment.posix(), directory());
    }

    private String name() {
        return Objects.toString(path.getFileName(), path.toString());
    }

    /** Where the segments' files lie. */
    private Path directory() {
        return Files.isDirectory(path) ? path : Objects.requireNonNull(path.getParent(), "an absolute path has one");
    }

    /** What depends on the size of segments, which an existing log knows. */
    private record Parts(
            UUID logId,
            SegmentFiles files,
            OpenSegments open,
            Background background,
            Background aftermath,
            SegmentStore store) {}

    private Parts parts(SegmentStore store, Capabilities capabilities, Optional<Recovered> recovered) {
        UUID logId = recovered.map(Recovered::logId).orElseGet(UUID::randomUUID);
        long segmentBytes = recovered
                .map(Recovered::segmentBytes)
                .orElse(store instanceof SlotStore slots ? slots.slotBytes() : options.segmentBytes());
        SegmentFiles files = new SegmentFiles(
                environment,
                options.files(segmentBytes),
                capabilities,
                logId,
                segmentBytes,
                store.layout(),
                views(store));
        OpenSegments open = new OpenSegments(files, options.maxOpenSegments());
        Background background = undo.push(new Background("log " + name(), Shortage.DONE_AT_ONCE));
        Background aftermath = undo.push(new Background("log " + name(), Shortage.DONE_LATER));
        return new Parts(logId, files, open, background, aftermath, store);
    }

    /** A writer somewhere else doesn't ask who has a view before it uses a slot again. */
    private Views views(SegmentStore store) {
        return options.openMode() == OpenMode.READ_ONLY && store.layout() == Layout.SINGLE_FILE
                ? Views.COPIED
                : Views.GIVEN;
    }

    private ActiveSegment tail(Recovered recovered, Parts parts) throws IOException {
        if (recovered.tail().isEmpty()) {
            return null;
        }
        Recovered.Tail tail = recovered.tail().get();
        HybridFile file = undo.push(parts.files.openTail(tail.segment().place(), tail.endOffset()));
        return new ActiveSegment(Segment.growing(tail.segment(), tail.index(), parts.open, file), file);
    }

    private static FooterPlace lastFooter(Optional<Recovered> recovered) {
        if (recovered.isEmpty() || recovered.get().sealed().isEmpty()) {
            return FooterPlace.NONE;
        }
        List<Recovered.Sealed> sealed = recovered.get().sealed();
        return sealed.get(sealed.size() - 1).end().footer();
    }
}
