package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.mode.Decision;
import io.tidemark.nativeio.IoVector;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The {@code DIRECT} tail: a ring of aligned memory that stages O_DIRECT writes and serves reads near the end.
 *
 * <p>Offset {@code o} lives at index {@code o & mask}. Four offsets never pass each other:
 *
 * <pre>
 *      floor        &lt;=   alignDown(written)   &lt;=   written   &lt;=   end
 *      lowest byte       what the medium           what it has    append position
 *      in the ring       has in whole units        of the rest
 * </pre>
 *
 * and {@code alignUp(end + 1) - capacity <= floor}: the last unit is filled up with the end mark and zeros before it is
 * written.
 *
 * <p>After construction {@link #attach} fetches the partial last unit.
 *
 * <p>A reader copies first and looks at the floor again afterwards: if the floor has passed its bytes meanwhile, they
 * may have been overwritten, and it fetches them from the medium instead. The writer raises the floor before it
 * overwrites. Nobody waits for anybody.
 */
public final class RingAccess implements TailAccess {
    private static final VarHandle FLOOR;

    static {
        try {
            FLOOR = MethodHandles.lookup().findVarHandle(RingAccess.class, "floor", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Decision decision;
    private final NativeFile file;
    private final DirectAccess medium;
    private final NativeMemory memory;
    private final IoVector vector;
    private final ByteBuf ring;
    private final long address;
    private final int capacity;
    private final int unit;
    private final DurabilityMechanism fastest;

    private long end;
    private long written;
    private boolean unsynced;
    private long writtenBytes;

    @SuppressWarnings("UnusedVariable") // read and written through FLOOR
    private long floor;

    /**
     * @param file opened with O_DIRECT
     * @param medium the same file, for what has left the ring
     * @param capacityBytes a power of two, a multiple of the unit
     * @param unitBytes the write unit of the file
     * @param fastest {@code DSYNC_WRITE} where the kernel has it here, else {@code FDATASYNC}
     * @param end where the data of the file ends; what is below is on the medium
     */
    public RingAccess(
            Posix posix,
            Decision decision,
            NativeFile file,
            DirectAccess medium,
            int capacityBytes,
            int unitBytes,
            DurabilityMechanism fastest,
            long end) {
        this.decision = decision;
        this.file = file;
        this.medium = medium;
        this.capacity = capacityBytes;
        this.unit = unitBytes;
        this.fastest = fastest;
        this.end = end;
        this.written = end;
        this.floor = alignDown(end);
        this.memory = NativeMemory.allocate(posix, capacityBytes, unitBytes);
        this.address = memory.address();
        this.ring = Unpooled.wrappedBuffer(memory.buffer());
        try {
            this.vector = IoVector.allocate(posix, 2);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    @Override
    public void attach(long offset, long dataEnd) throws IOException {
        if (floor < end) {
            medium.read(floor, ring, indexOf(floor), (int) (end - floor));
        }
    }

    /** Readers no longer find bytes below {@code offset} here, because somebody else writes them now. */
    @Override
    public void forget(long offset) {
        raiseFloor(Math.min(alignDown(written), offset));
    }

    @Override
    public Decision decision() {
        return decision;
    }

    /** The lowest offset whose bytes a reader still finds here; moves up. */
    public long nearOffset() {
        return (long) FLOOR.getAcquire(this);
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        long at = offset;
        int index = targetIndex;
        int left = length;
        while (left > 0) {
            long lowest = nearOffset();
            if (at < lowest) {
                int step = (int) Math.min(left, lowest - at);
                medium.read(at, target, index, step);
                at += step;
                index += step;
                left -= step;
            } else if (readNear(at, target, index, left)) {
                return;
            }
        }
    }

    /** Copies from the ring; false, with the target's bytes undefined, where the writer was faster. */
    public boolean readNear(long offset, ByteBuf target, int targetIndex, int length) {
        if (offset < nearOffset()) {
            return false;
        }
        int from = indexOf(offset);
        int first = Math.min(length, capacity - from);
        target.setBytes(targetIndex, ring, from, first);
        if (first < length) {
            target.setBytes(targetIndex + first, ring, 0, length - first);
        }
        VarHandle.loadLoadFence();
        return offset >= (long) FLOOR.getOpaque(this);
    }

    @Override
    public void append(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        for (int done = 0; done < length; ) {
            long room = alignDown(written) + capacity - 1 - end;
            if (room == 0) {
                writeOut(alignDown(written), alignUp(end + 1));
                file.writeVector(vector, alignDown(written));
                unsynced = true;
                written = end;
                continue;
            }
            int step = (int) Math.min(length - done, room);
            raiseFloor(alignUp(end + step + 1) - capacity);
            copyIn(end, source, sourceIndex + done, step);
            end += step;
            done += step;
        }
    }

    /** In the ring, and at once on the medium what the medium has already. */
    @Override
    public void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        int below = (int) Math.max(0, Math.min(length, (long) FLOOR.getOpaque(this) - offset));
        if (below > 0) {
            medium.write(offset, source, sourceIndex, below);
            unsynced = true;
        }
        if (below == length) {
            return;
        }
        long from = offset + below;
        copyIn(from, source, sourceIndex + below, length - below);
        long stale = Math.min(offset + length, written);
        if (from < stale) {
            long start = alignDown(from);
            writeOut(start, alignUp(stale));
            file.writeVector(vector, start);
            unsynced = true;
        }
    }

    @Override
    public DurabilityMechanism force(long offset, long forceEnd) throws IOException {
        boolean dirty = written < end;
        long start = alignDown(written);
        if (dirty) {
            writeOut(start, isMarkNeedless() ? end : alignUp(end + 1));
        }
        if (dirty && !unsynced && fastest == DurabilityMechanism.DSYNC_WRITE) {
            file.writeDurably(vector, start);
            written = end;
            return DurabilityMechanism.DSYNC_WRITE;
        }
        if (dirty) {
            file.writeVector(vector, start);
            written = end;
        }
        // A durable write covers only its own bytes where the device has FUA, so earlier ones need the whole flush.
        file.forceData();
        unsynced = false;
        return DurabilityMechanism.FDATASYNC;
    }

    @Override
    public long writtenBytes() {
        return writtenBytes + medium.writtenBytes();
    }

    @Override
    public void close() {
        memory.close();
        vector.close();
    }

    /** A whole last unit need not be followed by another one just for the mark, and at the end of a region can't be. */
    private boolean isMarkNeedless() {
        return alignDown(end) == end
                && (end == file.region().length() || EndMark.isNeedless(ring.getByte(indexOf(end - 1))));
    }

    /** Points the vector at whole units of the ring; what is above the end becomes the mark and zeros. */
    private void writeOut(long from, long to) {
        if (to > end) {
            int index = indexOf(end);
            ring.setByte(index, EndMark.VALUE);
            ring.setZero(index + 1, (int) (to - end) - 1);
        }
        int index = indexOf(from);
        int length = (int) (to - from);
        int first = Math.min(length, capacity - index);
        vector.clear().add(address + index, first).add(address, length - first);
        writtenBytes += length;
    }

    private void copyIn(long offset, ByteBuf source, int sourceIndex, int length) {
        int index = indexOf(offset);
        int first = Math.min(length, capacity - index);
        source.getBytes(sourceIndex, ring, index, first);
        if (first < length) {
            source.getBytes(sourceIndex + first, ring, 0, length - first);
        }
    }

    private void raiseFloor(long newFloor) {
        if (newFloor > (long) FLOOR.getOpaque(this)) {
            FLOOR.setOpaque(this, newFloor);
            VarHandle.storeStoreFence();
        }
    }

    private int indexOf(long offset) {
        return (int) (offset & (capacity - 1));
    }

    private long alignDown(long offset) {
        return offset & -unit;
    }

    private long alignUp(long offset) {
        return (offset + unit - 1) & -unit;
    }
}
