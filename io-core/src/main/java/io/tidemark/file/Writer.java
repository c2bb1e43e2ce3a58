package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.event.ForceEvent;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.tail.Space;
import io.tidemark.file.tail.Tail;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

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
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());
    private static final int PADDING_BYTES = 1 << 16;
    private static final long PERSIST_STEP_BYTES = 64 << 20;

    private final FilePlace place;
    private final RangeTable table;
    private final Tail tail;
    private final Space space;
    private final Sealer sealer;
    private final RangeAccess sealedAccess;
    private final SealPace pace;
    private final WriterFailure failure;

    private final Sides sides;
    private final DeviceForces deviceForces;

    /** The forcing side's, as what follows: open ranges below the tail written since the last force, and where. */
    private final Map<OpenAccess, Extent> updated = new HashMap<>();

    private DurabilityReceipt receipt;
    private long forces;
    private long persistedSeal;

    /** An append that reaches it forces; the forcing side moves it. */
    private volatile long forceAt;

    /** Where appends began; what was appended since lies behind it, but for the zeros that filled the tail up. */
    private final long firstOffset;

    /** Written while both sides are still. */
    private long paddedBytes;

    private record Extent(long start, long end) {
        Extent with(long otherStart, long otherEnd) {
            return new Extent(Math.min(start, otherStart), Math.max(end, otherEnd));
        }
    }

    Writer(
            FilePlace place,
            RangeTable table,
            Tail tail,
            Space space,
            Sealer sealer,
            RangeAccess sealedAccess,
            SealPace pace,
            WriterFailure failure) {
        this.place = place;
        this.table = table;
        this.tail = tail;
        this.space = space;
        this.sealer = sealer;
        this.sealedAccess = sealedAccess;
        this.pace = pace;
        this.failure = failure;
        this.sides = new Sides(place.name(), failure);
        this.deviceForces = DeviceForces.on(place.descriptors().buffered().device());
        this.forceAt = pace.forceAt(table.tailOffset());
        this.firstOffset = tail.end();
    }

    Tail tail() {
        return tail;
    }

    long append(ByteBuf source) throws IOException {
        int length = source.readableBytes();
        sides.enterAppending();
        try {
            if (length == 0) {
                return tail.end();
            }
            reserve(length);
            long offset = write(source, length);
            forceIfDue(offset + length);
            return offset;
        } finally {
            sides.leaveAppending();
        }
    }

    long append(ByteBuf source, LongSupplier firstWord) throws IOException {
        int length = source.readableBytes();
        if (length < Long.BYTES) {
            throw new IllegalArgumentException(length + " bytes have no first eight");
        }
        sides.enterAppending();
        try {
            reserve(length);
            long offset = write(source, length, firstWord);
            forceIfDue(offset + length);
            return offset;
        } finally {
            sides.leaveAppending();
        }
    }

    long prepare(int length) throws IOException {
        sides.enterAppending();
        try {
            reserve(length);
            return Math.max(tail.end() + length, tail.reserved());
        } finally {
            sides.leaveAppending();
        }
    }

    /** Whoever holds the forcing side moves the seal, too, so there is no need to wait. */
    private void forceIfDue(long end) throws IOException {
        if (end >= forceAt && sides.forcingLock().tryLock()) {
            try {
                forceAndSeal();
            } finally {
                sides.forcingLock().unlock();
            }
        }
    }

    /** No space is the caller's to mend; any other failure to prepare some is the medium's. */
    private void reserve(int length) throws IOException {
        try {
            tail.reserve(length);
        } catch (DiskFullException | SizeLimitException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    private long write(ByteBuf source, int length) throws IOException {
        try {
            long offset = tail.end();
            int staged = tail.stage(offset, source, source.readerIndex(), length);
            if (staged < length) {
                stageRest(offset, source, length, staged);
            }
            tail.publish(offset + length);
            return offset;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    private long write(ByteBuf source, int length, LongSupplier firstWord) throws IOException {
        try {
            long offset = tail.end();
            int staged = tail.stage(offset, source, source.readerIndex(), length, firstWord);
            if (staged < length) {
                stageRest(offset, source, length, staged);
            }
            tail.publish(offset + length);
            return offset;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    private void stageRest(long offset, ByteBuf source, int length, int staged) throws IOException {
        for (int done = staged; done < length; ) {
            makeRoom(offset + done);
            done += tail.stage(offset + done, source, source.readerIndex() + done, length - done);
        }
    }

    /**
     * Waits for the force under way, which makes room; or writes out, if nothing was under way. A failure is known before
     * the lock is free: a force that comes next must not claim what is lost here, nor the other way round.
     */
    private void makeRoom(long staged) throws IOException {
        sides.forcingLock().lock();
        try {
            failure.check();
            tail.makeRoom(staged);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            sides.forcingLock().unlock();
        }
    }

    void writeAt(long offset, ByteBuf source) throws IOException {
        int length = source.readableBytes();
        sides.enterBoth();
        try {
            if (length > tail.end() - offset) {
                throw new OutOfRangeException(
                        place.name(),
                        "a write of " + length + " bytes at offset " + offset
                                + " reaches beyond the end of the data at " + tail.end() + "; append instead");
            }
            requireOpen(offset, length);
            update(offset, source, length);
        } finally {
            sides.leaveBoth();
        }
    }

    private void requireOpen(long offset, long length) throws IOException {
        RangeMap map = table.map();
        for (int i = map.indexOf(offset); i < map.count() && map.start(i) < offset + length; i++) {
            if (!map.access(i).decision().mode().isOpen()) {
                throw new SealedRangeException(
                        place.name(),
                        "offset " + Math.max(offset, map.start(i)) + " lies in a range that is "
                                + map.access(i).decision().mode() + "; only open ranges can be written");
            }
        }
    }

    private void update(long offset, ByteBuf source, int length) throws IOException {
        RangeMap map = table.map();
        try {
            for (int done = 0; done < length; ) {
                long at = offset + done;
                int index = map.indexOf(at);
                int step = (int) Math.min(length - done, map.end(index) - at);
                if (table.isTail(map, index)) {
                    tail.update(at, source, source.readerIndex() + done, step);
                } else {
                    OpenAccess access = (OpenAccess) map.access(index);
                    access.write(at, source, source.readerIndex() + done, step);
                    updated.merge(access, new Extent(at, at + step), (old, now) -> old.with(now.start, now.end));
                }
                done += step;
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    DurabilityReceipt force() throws IOException {
        sides.enterForcing();
        try {
            return pace.afterForce() ? forceAndSeal() : forceAll();
        } finally {
            sides.leaveForcing();
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
            forceAndSealTo(border);
        } finally {
            sides.leaveForcing();
        }
    }

    private void padAndSeal(long border) throws IOException {
        sides.enterBoth();
        try {
            pad((int) (border - tail.end()));
            forceAndSealTo(border);
        } finally {
            sides.leaveBoth();
        }
    }

    private void forceAndSealTo(long border) throws IOException {
        forceAll();
        table.lock().lock();
        try {
            sealTo(border);
            table.persist(Condition.OPEN, tail.forced());
            persistedSeal = border;
        } catch (TooManyRangesException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            table.lock().unlock();
        }
    }

    /** Runs a change of ranges that the tail or an open range has a part in: with both sides still and all forced. */
    void whileStopped(RangeChange change) throws IOException {
        sides.enterBoth();
        try {
            forceAll();
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
                tail.end() - firstOffset - paddedBytes,
                tail.access().writtenBytes(),
                space.preparedBytes(),
                forces,
                sealer.seals(),
                sealer.sealedBytes(),
                0,
                sealer.droppedPages());
    }

    /** Throws if somebody appends or forces, as far as that is noticed. */
    void requireStill() {
        sides.requireStill();
    }

    /** Makes everything durable and the state clean; the file can then be cut to {@link Tail#end}. Both sides are still. */
    void finish() throws IOException {
        forceAll();
        table.lock().lock();
        try {
            table.persist(Condition.CLEAN, tail.end());
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            table.lock().unlock();
        }
    }

    private DurabilityReceipt forceAndSeal() throws IOException {
        DurabilityReceipt result = forceAll();
        long border = result.durableOffset() & -place.borderBytes();
        if (border > table.tailOffset() && table.lock().tryLock()) {
            try {
                sealTo(border);
            } catch (IOException | RuntimeException | Error e) {
                throw failure.by(e);
            } finally {
                table.lock().unlock();
            }
            persistSealNowAndThen(border);
        } else {
            forceAt = pace.forceAt(result.durableOffset());
        }
        return result;
    }

    private DurabilityReceipt forceAll() throws IOException {
        failure.check(); // The other side may have failed since this one was entered.
        if (receipt != null && !tail.isDirty() && updated.isEmpty()) {
            return receipt;
        }
        ForceEvent event = Recordings.mayRun() ? ForceEvent.beginIfRecorded() : null;
        long from = tail.forced();
        long upTo = tail.end();
        DurabilityMechanism mechanism;
        deviceForces.begin();
        try {
            mechanism = tail.force(upTo);
            if (!updated.isEmpty()) {
                mechanism = forceUpdated();
            }
            table.keepEnd(upTo);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            deviceForces.end();
        }
        failure.check(); // The background, or the append, may have met an error that this force was not told.
        tail.acknowledge(upTo);
        forces++;
        receipt = new DurabilityReceipt(upTo, mechanism);
        if (event != null && event.shouldCommit()) {
            event.path = place.name();
            event.offset = from;
            event.length = receipt.durableOffset() - from;
            event.mechanism = mechanism.name();
            event.commit();
        }
        return receipt;
    }

    /** Apart, so that the usual force needs no iterator. */
    private DurabilityMechanism forceUpdated() throws IOException {
        DurabilityMechanism mechanism = null;
        for (Map.Entry<OpenAccess, Extent> entry : updated.entrySet()) {
            mechanism = entry.getKey()
                    .force(entry.getValue().start(), entry.getValue().end());
        }
        updated.clear();
        return mechanism;
    }

    /** Seals what an earlier writer left forced but open; for a file that seals by itself. */
    void sealForced() throws IOException {
        if (pace.afterForce()) {
            force();
        }
    }

    private void sealTo(long border) throws IOException {
        sealer.sealTail(border, sealedAccess);
        forceAt = pace.forceAt(table.tailOffset());
        OpenAccess access = tail.access();
        if (access.holdsBelow(border)) {
            place.background().execute(() -> retire(access, border));
        }
    }

    private void retire(OpenAccess access, long border) {
        place.gate().awaitReaders();
        try {
            access.retire(border);
        } catch (IOException e) {
            place.staysMapped(e);
        }
    }

    /** A stored seal that lags behind costs a longer scan after a crash, nothing else; so it is stored in steps. */
    private void persistSealNowAndThen(long border) {
        if (border - persistedSeal < PERSIST_STEP_BYTES) {
            return;
        }
        persistedSeal = border;
        place.background().execute(() -> {
            table.lock().lock();
            try {
                table.persist(Condition.OPEN, tail.forced());
            } catch (TooManyRangesException e) {
                LOG.log(System.Logger.Level.WARNING, "the moving seal is not stored: {0}", e.getMessage());
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            } finally {
                table.lock().unlock();
            }
        });
    }

    private void pad(int length) throws IOException {
        reserve(length);
        paddedBytes += length;
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[Math.min(length, PADDING_BYTES)]);
        for (int left = length; left > 0; ) {
            int step = Math.min(left, zeros.capacity());
            write(zeros.slice(0, step), step);
            left -= step;
        }
    }
}
