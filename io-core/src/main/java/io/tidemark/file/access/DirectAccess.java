package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.access.ScratchPool.Scratch;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;

/**
 * O_DIRECT for any offset and length: reads take the units around what is asked for, writes of part of a unit read the
 * rest first. One thread writes at a time.
 */
final class DirectAccess implements OpenAccess {
    private final Decision decision;
    private final NativeFile file;
    private final int unit;
    private final ScratchPool pool;
    private long writtenBytes;

    /**
     * @param file opened with O_DIRECT
     * @param unitBytes the write unit; a power of two
     */
    DirectAccess(Decision decision, NativeFile file, int unitBytes, ScratchPool pool) {
        this.decision = decision;
        this.file = file;
        this.unit = unitBytes;
        this.pool = pool;
    }

    @Override
    public Decision decision() {
        return decision;
    }

    NativeFile file() {
        return file;
    }

    int unitBytes() {
        return unit;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        try (Scratch scratch = pool.take()) {
            for (int done = 0; done < length; ) {
                long at = offset + done;
                int lead = (int) (at & (unit - 1));
                int step = Math.min(length - done, ScratchPool.BUFFER_BYTES - lead);
                readUnits(scratch, at - lead, lead + step);
                SharedBytes.copy(scratch.bytes(), lead, target, targetIndex + done, step);
                done += step;
            }
        }
    }

    @Override
    public void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        try (Scratch scratch = pool.take()) {
            for (int done = 0; done < length; ) {
                long at = offset + done;
                int lead = (int) (at & (unit - 1));
                int step = Math.min(length - done, ScratchPool.BUFFER_BYTES - lead);
                int units = alignUp(lead + step);
                if (lead != 0) {
                    readUnits(scratch, at - lead, unit);
                }
                if (units != lead + step && (lead == 0 || units > unit)) {
                    readLastUnit(scratch, at - lead, units);
                }
                source.getBytes(sourceIndex + done, scratch.bytes(), lead, step);
                file.write(scratch.address(), units, at - lead);
                writtenBytes += units;
                done += step;
            }
        }
    }

    @Override
    public DurabilityMechanism force(long offset, long end) throws IOException {
        file.forceData();
        return DurabilityMechanism.FDATASYNC;
    }

    @Override
    public NativeFile forcedAsWhole() {
        return file;
    }

    @Override
    public long writtenBytes() {
        return writtenBytes;
    }

    private void readLastUnit(Scratch scratch, long offset, int units) throws IOException {
        file.readFully(scratch.address() + units - unit, unit, offset + units - unit);
    }

    /** Reads whole units that hold at least {@code needed} bytes; the file may end inside the last unit. */
    private void readUnits(Scratch scratch, long offset, int needed) throws IOException {
        long read = file.read(scratch.address(), alignUp(needed), offset);
        if (read < needed) {
            long location = file.region().offset() + offset;
            throw new TruncatedFileException(file.path().toString(), location, needed, location + read);
        }
    }

    private int alignUp(int length) {
        return (length + unit - 1) & -unit;
    }
}
