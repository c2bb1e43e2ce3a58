package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.event.TransitionEvent;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes of mode on request: {@code assign} and {@code discard}. Ranges that nobody writes change beside the writer;
 * those that are open change with the writer stopped.
 */
final class Transitions {
    private final FilePlace place;
    private final RangeTable table;
    private final Writer writer;
    private final Sealer sealer;
    private final Shadowing shadowing;
    private final DiscardedSpace discarded;

    Transitions(FilePlace place, RangeTable table, Writer writer, Sealer sealer, Shadowing shadowing) {
        this.place = place;
        this.table = table;
        this.writer = writer;
        this.sealer = sealer;
        this.shadowing = shadowing;
        this.discarded = new DiscardedSpace(place, table);
    }

    /** The space of what was discarded here, or before. */
    DiscardedSpace discarded() {
        return discarded;
    }

    /** Gives {@code [start, end)} the mode {@code mode}. */
    void assign(long start, long end, RangeMode mode) throws IOException {
        if (mode == RangeMode.DISCARDED) {
            discard(start, end);
            return;
        }
        Optional<String> cause = place.capabilities().unavailabilityCause(mode);
        if (cause.isPresent()) {
            throw new ModeUnavailableException(place.name(), mode, cause.get());
        }
        Decision decision = new Decision(mode, "assigned on request");
        if (mode.isOpen()) {
            discarded.punchWhatIsFree(); // A view may have been released meanwhile.
            writer.whileStopped(() -> change(start, end, mode, pieces -> open(start, end, pieces, decision)));
        } else {
            RangeAccess sealed = place.accesses().sealed(decision); // First: what it lacks fails nothing.
            assignSealed(start, end, mode, pieces -> seal(pieces, sealed));
        }
        report(start, end, mode);
    }

    private void assignSealed(long start, long end, RangeMode mode, PieceChange change) throws IOException {
        if (pieces(start, end).stream().anyMatch(piece -> piece.mode().isOpen())) {
            writer.whileStopped(() -> change(start, end, mode, change));
        } else {
            writer.failure().check();
            change(start, end, mode, change);
        }
    }

    /** Gives the space of {@code [start, end)} back. */
    void discard(long start, long end) throws IOException {
        Piece gone = new Piece(start, end, place.accesses().discarded());
        assignSealed(start, end, RangeMode.DISCARDED, pieces -> discard(gone, pieces));
        place.gate().awaitReaders();
        place.accesses().invalidate(start, end); // Now nobody loads them again, and they may be used for other bytes.
        discarded.readersLeft(gone.span());
        discarded.punchWhatIsFree();
        report(start, end, RangeMode.DISCARDED);
    }

    /** There is no space, descriptor, mapping or memory for a change, and nothing of it was done. */
    private static final class NothingChangedException extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param want a {@link ShortageException} or an {@link OutOfMemoryError} */
        NothingChangedException(Throwable want) {
            super(want);
        }

        /** To be thrown, unless it is an error, which this throws. */
        IOException want() {
            if (getCause() instanceof Error error) {
                throw error;
            }
            return (IOException) getCause();
        }
    }

    @FunctionalInterface
    private interface PieceChange {
        void apply(List<Piece> pieces) throws IOException;
    }

    /** Checks first; from then on whatever fails, unless it says that nothing was changed, fails the writer, as a failed write does. */
    private void change(long start, long end, RangeMode mode, PieceChange change) throws IOException {
        table.lock().lock();
        try {
            List<Piece> pieces = pieces(start, end);
            for (Piece piece : pieces) {
                check(piece, mode);
            }
            change.apply(pieces);
        } catch (NothingChangedException e) {
            throw e.want();
        } catch (TooManyRangesException | SealedRangeException | DiscardedRangeException | IllegalArgumentException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw writer.failure().by(e);
        } finally {
            table.lock().unlock();
        }
    }

    private List<Piece> pieces(long start, long end) {
        RangeMap map = table.map();
        List<Piece> pieces = new ArrayList<>();
        for (int i = map.indexOf(start); i < map.count() && map.start(i) < end; i++) {
            pieces.add(new Piece(Math.max(start, map.start(i)), Math.min(end, map.end(i)), map.access(i)));
        }
        return pieces;
    }

    private void check(Piece piece, RangeMode mode) throws IOException {
        if (mode == RangeMode.DISCARDED && piece.access() == writer.tail().access()) {
            throw new IllegalArgumentException("offset " + piece.start() + " of " + place.name()
                    + " lies in the tail, which can't be discarded; seal it first");
        }
        if (piece.mode().isSealed() && mode.isOpen()) {
            throw new SealedRangeException(
                    place.name(),
                    "the range at offset " + piece.start() + " is sealed and can't become " + mode
                            + "; sealed bytes never change, discard it first");
        }
        if (piece.mode() == RangeMode.DISCARDED && mode.isSealed()) {
            throw new DiscardedRangeException(
                    place.name(),
                    "the range at offset " + piece.start() + " was discarded and has no bytes to serve as " + mode
                            + "; assign an open mode to use its space again");
        }
        if (piece.mode() == RangeMode.DISCARDED && mode.isOpen() && discarded.holdsAnyOf(piece.span())) {
            throw new DiscardedRangeException(
                    place.name(),
                    "the discarded range at offset " + piece.start()
                            + " is still read through a buffer that was not released; release it first");
        }
    }

    private void seal(List<Piece> pieces, RangeAccess sealed) throws IOException {
        sealer.seal(pieces, sealed, this::persist);
        if (sealed.decision().mode() == RangeMode.SHADOWED) {
            shadowing.followLater();
        }
        retire(pieces);
        dropCopies(pieces, sealed.decision().mode());
    }

    /** Blocks of ranges that are read in another way from now on take memory for nothing. */
    private void dropCopies(List<Piece> pieces, RangeMode mode) {
        for (Piece piece : pieces) {
            if (piece.mode() == RangeMode.BLOCK_CACHED && mode != RangeMode.BLOCK_CACHED) {
                place.background().execute(() -> {
                    place.gate().awaitReaders();
                    place.accesses().invalidate(piece.start(), piece.end());
                });
            }
        }
    }

    private void open(long start, long end, List<Piece> pieces, Decision decision) throws IOException {
        OpenAccess access = newAccess(decision);
        RangeMap changed;
        try {
            makeRoom(start, end, pieces, access);
            changed = table.map().with(start, end, access);
            persistOrGiveBack(changed, pieces);
        } catch (IOException | RuntimeException | Error e) {
            release(access);
            throw e;
        }
        writer.tail().access().forget(end);
        table.publish(changed);
        retire(pieces);
    }

    private OpenAccess newAccess(Decision decision) throws NothingChangedException {
        try {
            return place.accesses().open(decision);
        } catch (OutOfMemoryError e) {
            throw new NothingChangedException(e);
        }
    }

    private void persistOrGiveBack(RangeMap ranges, List<Piece> pieces) throws IOException {
        try {
            persist(ranges);
        } catch (TooManyRangesException e) {
            giveBack(pieces, e);
            throw e;
        }
    }

    /** Pages are dropped before they are prepared: those of a mapping count as changed, and are written over the medium. */
    private void makeRoom(long start, long end, List<Piece> pieces, OpenAccess access) throws IOException {
        try {
            for (Piece piece : pieces) {
                if (piece.mode() == RangeMode.DISCARDED) {
                    allocate(piece);
                } else {
                    new StalePages(place).drop(piece.start(), piece.end());
                }
            }
            access.prepare(start, end);
        } catch (ShortageException | OutOfMemoryError e) {
            giveBack(pieces, e);
            throw new NothingChangedException(e);
        }
    }

    /** An allocation that fails keeps what it got, and so do those before it; discarded ranges have no use for it. */
    private void giveBack(List<Piece> pieces, Throwable refusal) {
        for (Piece piece : pieces) {
            if (piece.mode() == RangeMode.DISCARDED) {
                discarded.addUnread(piece.span());
            }
        }
        try {
            discarded.punchWhatIsFree();
        } catch (IOException e) {
            refusal.addSuppressed(e);
        }
    }

    /** Closes the accesses that were replaced, once the last reader of the old map has left. */
    private void retire(List<Piece> pieces) {
        for (Piece piece : pieces) {
            RangeAccess old = piece.access();
            if (piece.mode().isOpen() && old != writer.tail().access() && !table.uses(old)) {
                place.background().execute(() -> {
                    place.gate().awaitReaders();
                    release(old);
                });
            }
        }
    }

    /** Nobody reads by it, or will. */
    private void release(RangeAccess access) {
        try {
            place.accesses().release(access);
        } catch (IOException e) {
            place.staysMapped(e);
        }
    }

    /** Stored first: a crash behind this point punches again, one before it has lost nothing. */
    private void discard(Piece gone, List<Piece> pieces) throws IOException {
        RangeMap changed = table.map().with(gone.start(), gone.end(), gone.access());
        persist(changed);
        table.publish(changed);
        discarded.add(gone.span());
        retire(pieces);
    }

    private void persist(RangeMap ranges) throws IOException {
        table.persist(ranges, Condition.OPEN, writer.tail().forced());
    }

    /** Space for a discarded range that is used again: it reads as zeros, and a store into it can't fault. */
    private void allocate(Piece piece) throws IOException {
        NativeFile file = place.descriptors().quiet();
        place.tryAllocate(piece.start(), piece.end() - piece.start());
        if (!place.capabilities().has(Feature.HOLE_PUNCHING)) {
            file.writeZeros(piece.start(), piece.end() - piece.start());
        }
        file.forceData();
    }

    private void report(long start, long end, RangeMode mode) {
        if (!Recordings.mayRun()) {
            return;
        }
        TransitionEvent event = new TransitionEvent();
        event.path = place.name();
        event.offset = start;
        event.length = end - start;
        event.mode = mode.name();
        event.commit();
    }
}
