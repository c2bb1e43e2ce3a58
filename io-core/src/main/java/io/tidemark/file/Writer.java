package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.event.ForceEvent;
import io.tidemark.file.tail.Space;
import io.tidemark.file.tail.Tail;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that one thread at a time does to a file: append, update, force, seal. The first failure of a write or a
 * force fails it for good, because after that nobody knows what the medium holds.
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

    /** Open ranges below the tail that were written since the last force, with the extent that was. */
    private final Map<OpenAccess, Extent> updated = new HashMap<>();

    /** Not volatile: it catches careless callers, it doesn't order anything. */
    private boolean writing;

    private DurabilityReceipt receipt;
    private long forceAt;
    private long appendedBytes;
    private long forces;
    private long persistedSeal;

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
        this.forceAt = pace.forceAt(table.tailOffset());
    }

    Tail tail() {
        return tail;
    }

    long append(ByteBuf source) throws IOException {
        int length = source.readableBytes();
        enter();
        try {
            if (length == 0) {
                return tail.end();
            }
            reserve(length);
            long offset = write(source, length);
            appendedBytes += length;
            if (offset + length >= forceAt) {
                forceAndSeal();
            }
            return offset;
        } finally {
            writing = false;
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
            return tail.append(source, source.readerIndex(), length);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    void writeAt(long offset, ByteBuf source) throws IOException {
        int length = source.readableBytes();
        enter();
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
            writing = false;
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
        enter();
        try {
            return pace.afterForce() ? forceAndSeal() : forceAll();
        } finally {
            writing = false;
        }
    }

    /** Seals all below {@code border}; at the end of the data the tail is first filled up to the next border. */
    void seal(long border) throws IOException {
        enter();
        try {
            long end = tail.end();
            if (border > end && border - end < place.borderBytes()) {
                pad((int) (border - end));
            }
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
        } finally {
            writing = false;
        }
    }

    /** Runs a change of ranges that the tail or an open range has a part in: with the writer stopped and forced. */
    void whileStopped(RangeChange change) throws IOException {
        enter();
        try {
            forceAll();
            change.run();
        } finally {
            writing = false;
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
                appendedBytes,
                tail.access().writtenBytes(),
                space.preparedBytes(),
                forces,
                sealer.seals(),
                sealer.sealedBytes(),
                0,
                sealer.droppedPages());
    }

    /** Makes everything durable and the state clean; the file can then be cut to {@link Tail#end}. */
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

    private void enter() throws IOException {
        if (writing) {
            throw new ConcurrentModificationException(
                    "two threads write to " + place.name() + " at a time; a file has one writer");
        }
        failure.check();
        writing = true;
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
        if (receipt != null && !tail.isDirty() && updated.isEmpty()) {
            return receipt;
        }
        ForceEvent event = ForceEvent.beginIfRecorded();
        long from = tail.forced();
        DurabilityMechanism mechanism;
        try {
            mechanism = tail.force();
            for (Map.Entry<OpenAccess, Extent> entry : updated.entrySet()) {
                mechanism = entry.getKey()
                        .force(entry.getValue().start(), entry.getValue().end());
            }
            updated.clear();
            table.keepEnd(tail.forced());
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
        failure.check(); // The background may have met an error that this force was not told.
        forces++;
        receipt = new DurabilityReceipt(tail.forced(), mechanism);
        if (event != null && event.shouldCommit()) {
            event.path = place.name();
            event.offset = from;
            event.length = receipt.durableOffset() - from;
            event.mechanism = mechanism.name();
            event.commit();
        }
        return receipt;
    }

    /** Seals what an earlier writer left forced but open; for a file that seals by itself. */
    void sealForced() throws IOException {
        if (pace.afterForce()) {
            forceAndSeal();
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
            failure.set(e);
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
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[Math.min(length, PADDING_BYTES)]);
        for (int left = length; left > 0; ) {
            int step = Math.min(left, zeros.capacity());
            write(zeros.slice(0, step), step);
            left -= step;
        }
    }
}
