package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.EndMarking;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;

/**
 * pwrite(2) and pread(2): through the page cache, or on a DAX inode straight to the medium. A force that overlaps an
 * append makes durable what was written before it, and leaves to the next what comes meanwhile.
 */
final class BufferedAccess implements TailAccess {
    private final Decision decision;
    private final NativeFile file;
    private final DurabilityMechanism mechanism;
    private final ScratchPool pool;
    private final EndMarking marking;
    private long writtenBytes;

    /** @param mechanism what a force of this file rests on */
    BufferedAccess(
            Decision decision, NativeFile file, DurabilityMechanism mechanism, ScratchPool pool, EndMarking marking) {
        this.decision = decision;
        this.file = file;
        this.mechanism = mechanism;
        this.pool = pool;
        this.marking = marking;
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        Transfers.read(file, offset, target, targetIndex, length, pool);
    }

    @Override
    public void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        Transfers.write(file, offset, source, sourceIndex, length, pool);
        writtenBytes += length;
    }

    /** The mark first: if the process dies in between, the end is found too high rather than too low. */
    @Override
    public int append(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        if (marking == EndMarking.MARKED && offset + length < file.region().length()) {
            file.write(pool.endMarkAddress(), 1, offset + length);
        }
        write(offset, source, sourceIndex, length);
        return length;
    }

    @Override
    public DurabilityMechanism forceAppended(long offset, long end) throws IOException {
        return force(offset, end);
    }

    @Override
    public DurabilityMechanism force(long offset, long end) throws IOException {
        file.forceData();
        return mechanism;
    }

    @Override
    public NativeFile forcedAsWhole() {
        return file;
    }

    @Override
    public long writtenBytes() {
        return writtenBytes;
    }
}
