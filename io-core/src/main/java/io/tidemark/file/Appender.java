package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.tail.Tail;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;

/**
 * The appending side of a writer: puts bytes at the end of the tail. The usual append takes no lock, but one has to force
 * by itself where nobody else does.
 */
final class Appender {
    private static final int PADDING_BYTES = 1 << 16;

    private final Sides sides;
    private final Tail tail;
    private final Forcer forcer;
    private final MovingSeal seal;
    private final WriterFailure failure;

    /** Where appends began; what was appended since lies behind it, but for the zeros that filled the tail up. */
    private final long firstOffset;

    /** Written while both sides are still. */
    private long paddedBytes;

    /** An append that ends below needs nothing but to be written; the appender's. */
    private long clearUpTo;

    Appender(Sides sides, Tail tail, Forcer forcer, MovingSeal seal, WriterFailure failure) {
        this.sides = sides;
        this.tail = tail;
        this.forcer = forcer;
        this.seal = seal;
        this.failure = failure;
        this.firstOffset = tail.end();
    }

    /** Bytes that were appended. */
    long appendedBytes() {
        return tail.end() - firstOffset - paddedBytes;
    }

    /** Appends the readable bytes of {@code source}; returns the offset of the first one. */
    long append(ByteBuf source) throws IOException {
        int length = source.readableBytes();
        sides.enterAppending();
        try {
            if (length == 0) {
                return tail.end();
            }
            return tail.end() + length < clearUpTo ? write(source, length) : appendCarefully(source, length);
        } finally {
            sides.leaveAppending();
        }
    }

    private long appendCarefully(ByteBuf source, int length) throws IOException {
        reserve(length);
        storeEndBefore(tail.end() + length);
        long offset = write(source, length);
        forceIfDue(offset + length);
        clearUpTo = Math.min(tail.reserved(), Math.min(forcer.unmarkedEnd(), seal.dueAt()));
        return offset;
    }

    /** Makes sure that so many bytes more meet no full disk; returns up to where none is met. */
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
        if (end >= seal.dueAt() && sides.forcingLock().tryLock()) {
            try {
                forcer.forceAndSeal();
            } finally {
                sides.forcingLock().unlock();
            }
        }
    }

    /** Where bytes up to {@code end} take the mark of those before, and get none, a recovery would find neither end. */
    private void storeEndBefore(long end) throws IOException {
        if (end < forcer.unmarkedEnd()) {
            return;
        }
        sides.forcingLock().lock();
        try {
            forcer.forceAndStoreEnd();
        } finally {
            sides.forcingLock().unlock();
        }
    }

    /** What was not to be had may be there the next time; any other failure to prepare space is the medium's. */
    private void reserve(int length) throws IOException {
        try {
            tail.reserve(length);
        } catch (ShortageException | SizeLimitException | OutOfMemoryError e) {
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

    /** Appends zeros up to {@code end}, for one who has both sides. */
    void pad(long end) throws IOException {
        int length = (int) (end - tail.end());
        reserve(length);
        storeEndBefore(end);
        paddedBytes += length;
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[Math.min(length, PADDING_BYTES)]);
        for (int left = length; left > 0; ) {
            int step = Math.min(left, zeros.capacity());
            write(zeros.slice(0, step), step);
            left -= step;
        }
    }
}
