package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.tail.Tail;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Puts bytes at the end of the tail; for the thread that has the appending side. The usual append takes no lock. */
final class Appender {
    private static final int PADDING_BYTES = 1 << 16;

    private final Tail tail;
    private final ReentrantLock forcingLock;
    private final WriterFailure failure;

    /** Where appends began; what was appended since lies behind it, but for the zeros that filled the tail up. */
    private final long firstOffset;

    /** Written while both sides are still. */
    private long paddedBytes;

    Appender(Tail tail, ReentrantLock forcingLock, WriterFailure failure) {
        this.tail = tail;
        this.forcingLock = forcingLock;
        this.failure = failure;
        this.firstOffset = tail.end();
    }

    /** Bytes that were appended. */
    long appendedBytes() {
        return tail.end() - firstOffset - paddedBytes;
    }

    /** No space is the caller's to mend; any other failure to prepare some is the medium's. */
    void reserve(int length) throws IOException {
        try {
            tail.reserve(length);
        } catch (DiskFullException | SizeLimitException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    /**
     * Appends to space that is reserved.
     *
     * @param firstWord tells the first eight bytes when the others are known; null if {@code source} has them
     * @return the offset of the first byte
     */
    long write(ByteBuf source, int length, LongSupplier firstWord) throws IOException {
        try {
            long offset = tail.end();
            int staged = firstWord == null
                    ? tail.stage(offset, source, source.readerIndex(), length)
                    : tail.stage(offset, source, source.readerIndex(), length, firstWord);
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
        forcingLock.lock();
        try {
            failure.check();
            tail.makeRoom(staged);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            forcingLock.unlock();
        }
    }

    /** Appends zeros, while nobody forces. */
    void pad(int length) throws IOException {
        reserve(length);
        paddedBytes += length;
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[Math.min(length, PADDING_BYTES)]);
        for (int left = length; left > 0; ) {
            int step = Math.min(left, zeros.capacity());
            write(zeros.slice(0, step), step, null);
            left -= step;
        }
    }
}
