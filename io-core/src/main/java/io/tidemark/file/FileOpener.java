package io.tidemark.file;

import io.tidemark.background.Background;
import io.tidemark.background.Background.Shortage;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.Accesses;
import io.tidemark.file.access.Descriptors;
import io.tidemark.file.access.ReadGate;
import io.tidemark.file.access.ScratchPool;
import io.tidemark.file.access.WriterLock;
import io.tidemark.file.event.FallbackEvent;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.file.state.HeaderStore;
import io.tidemark.file.state.UnfinishedHeader;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Feature;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Undo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/** Opens a file step by step, and takes every step back if a later one fails. */
final class FileOpener {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());

    private final Posix posix;
    private final Path path;
    private final HybridFileOptions options;
    private final FileRegion region;
    private final KnownPlace known;
    private final Undo undo = new Undo();

    /** What is taken back before anything else is, because that gives the lock back. */
    private final Undo undoUnderLock = new Undo();

    FileOpener(Posix posix, Path path, HybridFileOptions options) {
        this.posix = posix;
        this.path = path;
        this.options = options;
        this.region = options.region();
        this.known = new KnownPlace(posix, options.capabilities().orElse(null));
    }

    HybridFile open() throws IOException {
        try {
            return options.openMode() == OpenMode.READ_ONLY ? openForReading() : openForWriting();
        } catch (IOException | RuntimeException | Error e) {
            undoUnderLock.run(e);
            undo.run(e);
            throw e;
        }
    }

    private HybridFile openForWriting() throws IOException {
        boolean creating = mustCreate();
        NativeFile found = creating ? null : existing(OpenRequest.readWrite());
        DecidedModes modes = decide(creating ? known.ofNewFileIn(directory()) : known.of(found, path));
        NativeFile buffered = creating ? create() : found; // Not before it is sure that the modes can be had.
        lock(buffered);
        boolean empty = isEmpty(buffered);
        if (creating && empty && region.isWholeFile()) {
            undoUnderLock.push(() -> Files.deleteIfExists(path)); // Without the lock it may be somebody else's.
        }
        if (creating && !known.wasRightAbout(buffered)) {
            modes = decide(Capabilities.probe(posix, path));
        }
        Descriptors descriptors = descriptors(buffered, OpenRequest.readWrite(), modes.capabilities());
        boolean unused = empty || isUnfinished(descriptors);
        StoredState stored = unused
                ? StoredState.create(posix, path, options, descriptors)
                : StoredState.load(posix, path, options, descriptors);
        undo.push(stored);
        FilePlace place = place(modes.capabilities(), descriptors, stored);
        HybridFile file = new WriterOpener(place, options, stored, modes).open();
        if (creating || unused || stored.state().condition() == Condition.OPEN) {
            NativeFile.forceDirectory(posix, directoryOf(realPath())); // Whoever created it may not have come that far.
        }
        return file;
    }

    private HybridFile openForReading() throws IOException {
        NativeFile buffered = existing(OpenRequest.readOnly());
        Capabilities capabilities = known.of(buffered, path);
        Decision sealed = decide(options.sealed(), Intent.READ_SEALED, capabilities);
        Descriptors descriptors = descriptors(buffered, OpenRequest.readOnly(), capabilities);
        StoredState stored = StoredState.load(posix, path, options, descriptors).withoutHeader();
        return ReaderOpener.open(place(capabilities, descriptors, stored), options, stored.state(), sealed);
    }

    /** What a region holds says nothing: it may be of an earlier use. */
    private boolean isEmpty(NativeFile buffered) throws IOException {
        return region.isWholeFile()
                ? buffered.size() == 0
                : options.stateStore().orElseThrow().load().isEmpty();
    }

    /** Whether whoever created it was killed before he could say whose it is; who asks for a file that is there has none. */
    private boolean isUnfinished(Descriptors descriptors) throws IOException {
        return options.openMode() == OpenMode.CREATE_OR_OPEN
                && options.stateStore().isEmpty()
                && UnfinishedHeader.isAllOf(posix, descriptors.quiet(), HeaderStore.headerBytes(options.borderBytes()));
    }

    private boolean mustCreate() {
        return switch (options.openMode()) {
            case CREATE_NEW -> true;
            case CREATE_OR_OPEN -> Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
            case OPEN_EXISTING, READ_ONLY -> false;
        };
    }

    private Path realPath() throws IOException {
        return options.symbolicLinks() == SymbolicLinks.FOLLOW ? path.toRealPath() : path;
    }

    private Path directory() {
        return directoryOf(path);
    }

    private static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
    }

    private NativeFile create() throws IOException {
        try {
            return undo.push(
                    NativeFile.open(posix, path, OpenRequest.createNew().within(region)));
        } catch (FileAlreadyExistsException e) {
            if (options.openMode() == OpenMode.CREATE_NEW) {
                throw e;
            }
            return existing(OpenRequest.readWrite()); // Somebody was faster.
        }
    }

    private NativeFile existing(OpenRequest request) throws IOException {
        OpenRequest asked = options.symbolicLinks() == SymbolicLinks.FOLLOW ? request.followSymbolicLinks() : request;
        return undo.push(NativeFile.open(posix, path, asked.within(region)));
    }

    private Descriptors descriptors(NativeFile buffered, OpenRequest request, Capabilities capabilities)
            throws IOException {
        return undo.push(Descriptors.of(buffered, capabilities.has(Feature.DIRECT_IO) ? request.direct() : null));
    }

    private void lock(NativeFile file) throws IOException {
        if (options.locking() == Locking.EXCLUSIVE) {
            WriterLock.take(
                    file,
                    path,
                    "another writer has it open, in this process or another; close that one, or open with"
                            + " OpenMode.READ_ONLY");
        }
    }

    private DecidedModes decide(Capabilities capabilities) throws IOException {
        return new DecidedModes(
                capabilities,
                decide(options.tail(), Intent.APPEND, capabilities),
                decide(options.sealed(), Intent.READ_SEALED, capabilities));
    }

    private Decision decide(ModeChoice choice, Intent intent, Capabilities capabilities) throws IOException {
        Decision decision = Modes.resolve(choice, intent, options.hints(), capabilities, options.policy());
        if (decision.isFallback()) {
            LOG.log(levelOfFallback(capabilities), () -> path + ": " + decision.reason());
            FallbackEvent.emit(path.toString(), decision);
        }
        return decision;
    }

    /** Who gives them opens many files and would hear it of each; he can ask what they make of his choice himself. */
    private System.Logger.Level levelOfFallback(Capabilities capabilities) {
        boolean isGiven = options.capabilities().filter(capabilities::equals).isPresent();
        return isGiven ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
    }

    private BlockCache blockCache() {
        return options.blockCache().orElseGet(BlockCache::shared);
    }

    private FilePlace place(Capabilities capabilities, Descriptors descriptors, StoredState stored) throws IOException {
        ScratchPool pool = undo.push(new ScratchPool(posix));
        long borderBytes = stored.state().borderBytes();
        Accesses accesses = undo.push(new Accesses(
                posix,
                descriptors,
                capabilities,
                options.hints(),
                pool,
                borderBytes,
                () -> blockCache().blocks()));
        Shadow shadow = undo.push(new Shadow(posix, realPath(), descriptors.quiet(), borderBytes));
        Background background = undo.push(new Background(path.getFileName().toString(), Shortage.DONE_AT_ONCE));
        return new FilePlace(
                posix,
                path,
                capabilities,
                descriptors,
                pool,
                new ReadGate(FilePlace.name(path, descriptors.buffered().region())),
                accesses,
                stored.header(),
                shadow,
                background,
                stored.headerBytes(),
                borderBytes);
    }
}
