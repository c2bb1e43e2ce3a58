package io.tidemark.log;

import io.tidemark.background.Beside;
import io.tidemark.background.Helpers;
import io.tidemark.file.OpenMode;
import io.tidemark.log.append.ForceWaits;
import io.tidemark.log.segment.Environment;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.SlotStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.segment.Views;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.LogRecovery;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.SharedRecovery;
import io.tidemark.mode.Capabilities;
import io.tidemark.resource.Undo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Opens a log step by step, up to where it is known what is left of it, and takes every step back if a later one fails. Then
 * {@link LogReaderOpener} or {@link LogWriterOpener} puts it together.
 */
final class LogOpener {
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
        LogParts parts = parts(store, probe.get(), found.findings().recovered());
        return LogReaderOpener.open(parts, options, found.findings(), undo);
    }

    private HybridLog openForWriting(Helpers helpers) throws IOException {
        ForceWaits waits = undo.push(new ForceWaits(
                options.waiting().yielding(), options.processors().request(environment.posix())));
        SegmentStore store = openStore();
        Beside<Capabilities> probe = Beside.begin(helpers, this::probe);
        Findings found = recover(store, helpers);
        found.requireIntact(); // Before anything is changed.
        LogParts parts = parts(store, probe.get(), found.recovered());
        return new LogWriterOpener(parts, options, nowMicros, found, waits, undo).open();
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
    private LogParts parts(SegmentStore store, Capabilities capabilities, Optional<Recovered> recovered) {
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
        return new LogParts(environment.posix(), path, capabilities, store, files, open);
    }

    /** A writer somewhere else doesn't ask who has a view before it uses a slot again. */
    private Views views(SegmentStore store) {
        return options.openMode() == OpenMode.READ_ONLY && store.layout() == Layout.SINGLE_FILE
                ? Views.COPIED
                : Views.GIVEN;
    }
}
