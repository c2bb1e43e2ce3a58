package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.EndMark;
import io.tidemark.file.access.OpenAccess;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the end of the data of a file whose writer died, cleans what is above it and forces what is below: bytes that
 * survived a crash of the process may still be only in memory.
 */
final class Recovery {
    private static final int STEP_BYTES = 1 << 20;

    private final String path;
    private final OpenAccess access;
    private final TailScanner scanner;

    /** @param access reads and writes the tail, without a ring in front */
    Recovery(String path, OpenAccess access, TailScanner scanner) {
        this.path = path;
        this.access = access;
        this.scanner = scanner;
    }

    /**
     * The end of the data.
     *
     * @param state as stored
     * @param from the end is not below
     * @param limit the end is not above; the file's size
     */
    long findEnd(FileState state, long from, long limit) throws IOException {
        StateCheck.requireData(path, from, limit);
        if (state.condition() == Condition.CLEAN) {
            return from;
        }
        boolean marked = scanner.endMarking() == EndMarking.MARKED;
        long highest = marked ? EndOfData.find(this::read, from, limit) : limit;
        long end = scanner.findEnd(this::read, from, highest);
        if (end < from || end > limit) {
            throw new IOException(path + ": the tail scanner put the end of the data at " + end + ", outside " + from
                    + " to " + limit);
        }
        if (marked) {
            cutOff(end, highest, limit);
        } else {
            long remnants = EndOfData.find(this::read, end, limit);
            zero(end, Math.min(remnants + 1, limit));
            access.force(end, remnants);
        }
        return end;
    }

    /**
     * This may itself be killed, and the end is stored only later; so at any moment the next recovery finds it again. The
     * mark of what stays is durable before that of the remnants goes, and it is left there, for the next append to take its
     * place. Where nothing is cut off, the one that was found does, if it takes one; unless a scanner knows better than the
     * mark where the data ends.
     */
    private void cutOff(long end, long highest, long limit) throws IOException {
        if (end != highest && end < limit) {
            access.write(end, Unpooled.wrappedBuffer(new byte[] {EndMark.VALUE}), 0, 1);
            access.force(end, end + 1);
        }
        if (end < highest) {
            zero(end + 1, Math.min(highest + 1, limit));
        }
        access.force(end, Math.max(end, highest));
    }

    private void read(long offset, ByteBuffer target) throws IOException {
        ByteBuf wrapped = Unpooled.wrappedBuffer(target);
        access.read(offset, wrapped, 0, target.remaining());
    }

    /** Remnants of records that were never acknowledged would otherwise look valid behind the next ones. */
    private void zero(long from, long to) throws IOException {
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[(int) Math.min(STEP_BYTES, to - from)]);
        for (long at = from; at < to; ) {
            int step = (int) Math.min(zeros.capacity(), to - at);
            access.write(at, zeros, 0, step);
            at += step;
        }
    }
}
