package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.tail.Tail;
import java.io.IOException;

/**
 * Everything that is done to the growing end of a file, from two sides: one thread at a time appends, one thread at a
 * time forces and seals, and the two overlap. Updates, padding, changes of open ranges and the close need both sides to
 * be still. The first failure of a write or a force on either side fails both for good, because after that nobody knows
 * what the medium holds.
 *
 * <p>What belongs to the forcing side is guarded by a lock, because an append has to force by itself where nobody else
 * does: before the ring of a direct tail runs full, if the lock is free, and when it is full, even if that means to
 * wait. The usual append takes no lock.
 */
final class Writer {
    private final RangeTable table;
    private final Tail tail;
    private final Sealer sealer;
    private final WriterFailure failure;

    private final Sides sides;
    private final Updates updates;
    private final MovingSeal seal;
    private final Forcer forcer;
    private final Appender appender;

    Writer(
            FilePlace place,
            RangeTable table,
            Tail tail,
            Sealer sealer,
            RangeAccess sealedAccess,
            SealPace pace,
            WriterFailure failure) {
        this.table = table;
        this.tail = tail;
        this.sealer = sealer;
        this.failure = failure;
        this.sides = new Sides(place.name(), failure);
        this.updates = new Updates(place, table, tail, failure);
        this.seal = new MovingSeal(place, table, tail, sealer, sealedAccess, pace, failure);
        this.forcer = new Forcer(place, table, tail, updates, seal, failure);
        this.appender = new Appender(sides, tail, forcer, seal, failure);
    }

    Tail tail() {
        return tail;
    }

    /** The appending side. */
    Appender appender() {
        return appender;
    }

    void writeAt(long offset, ByteBuf source) throws IOException {
        sides.enterBoth();
        try {
            updates.write(offset, source);
        } finally {
            sides.leaveBoth();
        }
    }

    DurabilityReceipt force() throws IOException {
        sides.enterForcing();
        try {
            return forcer.forceAsUsual();
        } finally {
            sides.leaveForcing();
        }
    }

    /** Seals what an earlier writer left forced but open; for a file that seals by itself. */
    void sealForced() throws IOException {
        if (seal.followsForces()) {
            force();
        }
    }

    /** Seals all below {@code border}; at the end of the data the tail is first filled up to the next border. */
    void seal(long border) throws IOException {
        if (border > tail.end()) {
            padAndSeal(border);
            return;
        }
        sides.enterForcing();
        try {
            forcer.forceAndSealTo(border);
        } finally {
            sides.leaveForcing();
        }
    }

    private void padAndSeal(long border) throws IOException {
        sides.enterBoth();
        try {
            appender.pad(border);
            forcer.forceAndSealTo(border);
        } finally {
            sides.leaveBoth();
        }
    }

    /** Runs a change of ranges that the tail or an open range has a part in: with both sides still and all forced. */
    void whileStopped(RangeChange change) throws IOException {
        sides.enterBoth();
        try {
            forcer.force();
            change.run();
        } finally {
            sides.leaveBoth();
        }
    }

    /** A change of ranges. */
    @FunctionalInterface
    interface RangeChange {
        void run() throws IOException;
    }

    WriterFailure failure() {
        return failure;
    }

    FileStatistics statistics() {
        return new FileStatistics(
                appender.appendedBytes(),
                tail.access().writtenBytes(),
                tail.preparedBytes(),
                forcer.forces(),
                sealer.seals(),
                sealer.sealedBytes(),
                sealer.droppedPages());
    }

    /** Throws if somebody appends or forces, as far as that is noticed. */
    void requireStill() {
        sides.requireStill();
    }

    /** Makes everything durable and the state clean; the file can then be cut to {@link Tail#end}. Both sides are still. */
    void finish() throws IOException {
        forcer.force();
        table.lock().lock();
        try {
            table.persistAtLast(tail.end());
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            table.lock().unlock();
        }
    }
}
