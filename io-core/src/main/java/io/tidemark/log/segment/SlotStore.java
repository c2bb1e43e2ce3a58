package io.tidemark.log.segment;

import io.tidemark.file.FileLockedException;
import io.tidemark.file.access.OutlivingViews;
import io.tidemark.file.access.WriterLock;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.log.Layout;
import io.tidemark.log.NotALogException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.ShortageException;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file of equal slots. A slot whose segment is discarded is used again: its blocks are allocated and written already.
 * A free one has a header of zeros. The file grows by a slot when none is free, and never shrinks. Its writer holds a lock
 * on it.
 */
public final class SlotStore implements SegmentStore {
    private static final System.Logger LOG = System.getLogger(SlotStore.class.getName());

    /** More than any log has: each costs memory, and a header to be looked at. A hole makes a file as long as it likes. */
    private static final long MOST_SLOTS = 1 << 20;

    /** Of so many it is worth a few system calls to find out how many hold data. */
    private static final long MANY_SLOTS = 1 << 10;

    /** Behind so many places that lack something the next one will, too. */
    private static final int MOST_SHORTAGES = 4;

    private final Posix posix;
    private final Path path;
    private final NativeFile file;
    private final ArrayDeque<SegmentPlace> free = new ArrayDeque<>();

    /** Free ones that were perhaps never used, so that the disk may have no space for them; only if there is no other. */
    private final ArrayDeque<SegmentPlace> fresh = new ArrayDeque<>();

    /** How many slots were ever used. */
    private long count;

    /** Empty in a file for reading as long as no header has told it. Guarded by this object's monitor. */
    private OptionalLong slotBytes;

    /** Guarded by this object's monitor. */
    private final SlotSizeSearch search;

    /** Guarded by this object's monitor. */
    private final SlotEraser eraser;

    private final Reading reading;

    private SlotStore(Posix posix, Path path, NativeFile file, Reading reading, OptionalLong unlessKnown)
            throws IOException {
        this.posix = posix;
        this.path = path;
        this.file = file;
        this.reading = reading;
        this.search = new SlotSizeSearch(posix, path, file, reading);
        this.eraser = new SlotEraser(file);
        OptionalLong found = search.run();
        this.slotBytes = found.isPresent() ? found : unlessKnown;
        this.count = (file.size() + slotBytes() - 1) / slotBytes();
    }

    /**
     * Creates the file.
     *
     * @param slotBytes the size of segments
     * @throws java.nio.file.FileAlreadyExistsException if something is there
     */
    public static SlotStore create(Posix posix, Path path, long slotBytes) throws IOException {
        return open(posix, path, OpenRequest.createNew(), Reading.TO_APPEND, OptionalLong.of(slotBytes));
    }

    /**
     * Opens an existing file for writing.
     *
     * @param slotBytes the size of segments if the file is empty; else its own
     * @throws FileLockedException if somebody else has
     */
    public static SlotStore openForWriting(Posix posix, Path path, long slotBytes) throws IOException {
        return open(posix, path, OpenRequest.readWrite(), Reading.TO_APPEND, OptionalLong.of(slotBytes));
    }

    /**
     * Opens an existing file to delete it, however long something has made it.
     *
     * @throws FileLockedException if somebody else writes it
     * @throws NotALogException if it isn't empty, and has no header
     */
    public static SlotStore openToDelete(Posix posix, Path path) throws IOException {
        SlotStore store = open(posix, path, OpenRequest.readWrite(), Reading.TO_FOLLOW, OptionalLong.empty());
        try {
            if (store.slotBytes.isEmpty() && store.file.size() > 0) {
                throw new NotALogException(
                        path.toString(),
                        "no header of a segment can be read in it; was it a log all the same, remove the file");
            }
            return store;
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, store);
            throw e;
        }
    }

    /** Opens an existing file for reading: nothing is locked, allocated or freed. */
    public static SlotStore openForReading(Posix posix, Path path, Reading reading) throws IOException {
        return open(posix, path, OpenRequest.readOnly(), reading, OptionalLong.empty());
    }

    private static SlotStore open(
            Posix posix, Path path, OpenRequest request, Reading reading, OptionalLong unlessKnown) throws IOException {
        NativeFile file = NativeFile.open(posix, path, request);
        try {
            if (request.access() != OpenRequest.Access.READ_ONLY) {
                WriterLock.take(file, path, TAKEN);
            }
            return new SlotStore(posix, path, file, reading, unlessKnown);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, file);
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    /** By what it tells now: an overlay may give a file that was opened to be read another number when it is written. */
    @Override
    public FileFacts.Found atItsPath() throws IOException {
        return file.facts().at(posix, path);
    }

    @Override
    public Layout layout() {
        return Layout.SINGLE_FILE;
    }

    /** The size of its slots in bytes; as long as that isn't known, the largest one that there may be. */
    public synchronized long slotBytes() {
        return slotBytes.orElse(SegmentHeader.MAX_SEGMENT_BYTES);
    }

    @Override
    public synchronized List<SegmentPlace> places() throws IOException {
        if (slotBytes.isEmpty()) {
            slotBytes = search.goOn();
        }
        long slots = slotCount();
        List<SegmentPlace> places = new ArrayList<>();
        for (long slot = 0; slot < slots; slot++) {
            places.add(new SegmentPlace(path, slot * slotBytes(), reading));
        }
        return places;
    }

    /** Of many slots those at the end that lie in a hole hold nothing, for who believes in holes. */
    private long slotCount() throws IOException {
        long fileBytes = file.size();
        long slots = (fileBytes + slotBytes() - 1) / slotBytes();
        if (slots > MANY_SLOTS && reading.passesOverHoles()) {
            slots = slotsWithData(slots, fileBytes);
        }
        requireNotTooMany(slots);
        return slots;
    }

    /** Up to the last one that holds data; found in a few steps, because behind that there is none wherever one looks. */
    private long slotsWithData(long slots, long fileBytes) throws IOException {
        long with = 0;
        long without = slots;
        while (with < without) {
            long middle = (with + without) >>> 1;
            if (file.nextData(middle * slotBytes()) < fileBytes) {
                with = middle + 1;
            } else {
                without = middle;
            }
        }
        return with;
    }

    private void requireNotTooMany(long slots) throws FileSystemException {
        if (slots > MOST_SLOTS) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "it has room for " + slots + " segments, and no log has more than " + MOST_SLOTS
                            + "; where something has made it longer, cut it off behind its last data (truncate); a log that is"
                            + " to grow so far needs longer segments");
        }
    }

    @Override
    public synchronized SegmentPlace allocate(long segmentNumber) throws IOException {
        List<ShortageException> shortages = new ArrayList<>();
        Optional<SegmentPlace> place = takeFrom(free, shortages).or(() -> takeFrom(fresh, shortages));
        if (place.isEmpty() && !shortages.isEmpty()) {
            throw shortages.get(0);
        }
        return place.isPresent() ? place.get() : append();
    }

    private SegmentPlace append() throws FileSystemException {
        requireNotTooMany(count + 1);
        return new SegmentPlace(path, count++ * slotBytes(), reading);
    }

    /** The first place where a segment can begin; empty if there is none. Where something is lacking the place stays. */
    private Optional<SegmentPlace> takeFrom(ArrayDeque<SegmentPlace> places, List<ShortageException> shortages) {
        Iterator<SegmentPlace> candidates = places.iterator();
        while (candidates.hasNext() && shortages.size() < MOST_SHORTAGES) {
            SegmentPlace candidate = candidates.next();
            if (isStillViewed(candidate)) {
                continue;
            }
            try {
                boolean canBegin = canBegin(candidate);
                candidates.remove();
                if (canBegin) {
                    return Optional.of(candidate);
                }
            } catch (ShortageException e) {
                shortages.add(e);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a segment can begin there. The first record is erased as well: in front of it, a header that is half written
     * would look like its own, damaged. A place that can't be read, or written, is left alone until the next opening.
     */
    private boolean canBegin(SegmentPlace place) throws ShortageException {
        try {
            eraser.eraseHeader(place); // When it was freed, that may have failed.
            eraser.eraseFirstRecord(place);
            return true;
        } catch (ShortageException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, place + ": can't be used again before the next opening", e);
            return false;
        }
    }

    /** By what files of this process gave out that are closed now. */
    private boolean isStillViewed(SegmentPlace place) {
        return OutlivingViews.arePinning(file, place.offset(), place.offset() + slotBytes());
    }

    @Override
    public synchronized void free(SegmentPlace place) throws IOException {
        eraser.eraseHeader(place);
        free.add(place);
    }

    @Override
    public synchronized void giveBack(SegmentPlace place) throws IOException {
        fresh.add(place);
        eraser.eraseHeader(place);
    }

    /** A slot's shadow would keep its blocks. One that lies in a hole has none. */
    @Override
    public void delete() throws IOException {
        requireThere();
        long bytes = slotBytes();
        long fileBytes = file.size();
        for (long slot = slotWithData(0); slot < fileBytes; slot = slotWithData(slot + bytes)) {
            Shadow.delete(posix, path, new FileRegion(slot, bytes));
        }
        Files.delete(path);
    }

    /** The offset of the first slot from {@code offset} on that holds data, or one behind the end. */
    private long slotWithData(long offset) throws IOException {
        return Math.max(offset, file.nextData(offset) & -slotBytes());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
