package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.EndMarking;
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
 * and {@code alignUp(end) - capacity <= floor}.
 *
 * <p>After construction {@link #attach} fetches the partial last unit.
 *
 * <p><b>The appender</b> knows {@code end}, owns {@code floor} and alone stores into the ring, at and above {@code end}; in
 * place it changes bytes only while nobody forces. It gets its room from {@code written}: the acquire there comes before
 * its stores into slots that a force has written out.
 *
 * <p><b>The forcing side</b> owns {@code written}. It is given the end up to which it forces, which was published after
 * the bytes below it were stored, so it sees them. Whole units below that end go to the medium out of the ring: no
 * append touches them before {@code written} has passed them. The partial last unit is copied up to that end into a
 * bounce unit behind the ring and completed there, with the end mark and zeros. So what the device reads never changes
 * under it, although the unit goes on growing in the ring, and the ring holds nothing but data. {@code written} moves
 * (release) when the medium has taken the bytes, before they are durable: what the appender wants to know is that
 * nobody needs them in memory any more.
 *
 * <p>Where an append finds no room it waits for the force under way, and if there is none writes out itself, also what
 * no reader may see yet. So {@code written} may be ahead of the end that the next force is given; there is nothing left
 * to write then, but to make durable.
 *
 * <p><b>A reader</b> copies first and looks at the floor again afterwards: if the floor has passed its bytes meanwhile,
 * they may have been overwritten, and it fetches them from the medium instead. The appender raises the floor before it
 * overwrites, and never above what it saw as written: who sees the floor finds on the medium what is below. Nobody waits
 * for anybody.
 */
public final class RingAccess implements TailAccess {
    private static final VarHandle FLOOR;
    private static final VarHandle WRITTEN;

    static {
        try {
            FLOOR = MethodHandles.lookup().findVarHandle(RingAccess.class, "floor", long.class);
            WRITTEN = MethodHandles.lookup().findVarHandle(RingAccess.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SEGMENTS = 3;

    private final Decision decision;
    private final NativeFile file;
    private final DirectAccess medium;
    private final NativeMemory memory;
    private final IoVector vector;

    /** The ring, and behind its capacity the bounce unit. The appending side copies into it; any thread copies out of it. */
    private final ByteBuf ring;

    /**
     * The same memory for what the forcing side copies into it: where Netty has no Unsafe, a buffer that is copied into has
     * one position for all copies, so two threads would put their bytes into each other's places.
     */
    private final ByteBuf bounce;

    private final long address;
    private final int capacity;
    private final int unit;
    private final DurabilityMechanism fastest;
    private final EndMarking marking;

    @SuppressWarnings("UnusedVariable") // read and written through FLOOR
    private long floor;

    @SuppressWarnings("UnusedVariable") // read and written through WRITTEN
    private long written;

    /** The forcing side's, as what follows: something was written and not forced. */
    private boolean unsynced;

    /** Data that ends here is found whatever it ends with: the state tells this end, or a mark stands behind it. */
    private long markedEnd;

    private long writtenBytes;

    /**
     * @param medium the file, also for what has left the ring
     * @param capacityBytes a power of two, a multiple of the medium's unit
     * @param fastest {@code DSYNC_WRITE} where the kernel has it here, else {@code FDATASYNC}
     * @param marking whether the medium gets a mark behind the data
     * @param end where the data of the file ends, as its state tells; what is below is on the medium
     */
    RingAccess(
            Posix posix,
            DirectAccess medium,
            int capacityBytes,
            DurabilityMechanism fastest,
            EndMarking marking,
            long end) {
        this.decision = medium.decision();
        this.file = medium.file();
        this.medium = medium;
        this.capacity = capacityBytes;
        this.unit = medium.unitBytes();
        this.fastest = fastest;
        this.marking = marking;
        this.written = end;
        this.markedEnd = end;
        this.floor = alignDown(end);
        this.memory = NativeMemory.allocate(posix, (long) capacityBytes + unit, unit);
        try {
            this.address = memory.address();
            this.ring = Unpooled.wrappedBuffer(memory.buffer());
            this.bounce = Unpooled.wrappedBuffer(memory.buffer());
            this.vector = IoVector.allocate(posix, SEGMENTS);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    @Override
    public void attach(long offset, long dataEnd) throws IOException {
        long lowest = nearOffset();
        int length = (int) (written() - lowest);
        if (length > 0) {
            medium.read(lowest, ring, indexOf(lowest), length);
        }
    }

    /** Readers no longer find bytes below {@code offset} here, because somebody else writes them now. */
    @Override
    public void forget(long offset) {
        raiseFloor(Math.min(alignDown(written()), offset));
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
        SharedBytes.copy(ring, from, target, targetIndex, first);
        if (first < length) {
            SharedBytes.copy(ring, 0, target, targetIndex + first, length - first);
        }
        VarHandle.loadLoadFence();
        return offset >= (long) FLOOR.getOpaque(this);
    }

    @Override
    public int append(long offset, ByteBuf source, int sourceIndex, int length) {
        int taken = (int) Math.min(length, alignDown(written()) + capacity - offset);
        raiseFloor(alignUp(offset + taken) - capacity);
        copyIn(offset, source, sourceIndex, taken);
        return taken;
    }

    @Override
    public void makeRoom(long dataEnd) throws IOException {
        long start = alignDown(written());
        if (start + capacity == dataEnd) {
            gather(start, endOfUnits(dataEnd), dataEnd);
            file.writeVector(vector, start);
            unsynced = true;
            WRITTEN.setRelease(this, dataEnd);
        }
    }

    /**
     * In the ring, and at once on the medium what the medium has already: no more than that, and with the mark where it
     * was, or has to be now. So nothing that was not forced gets there alone, and what was is found as before.
     */
    @Override
    public void write(long offset, ByteBuf source, int sourceIndex, int length) throws IOException {
        long has = written();
        if (offset < has && has <= offset + length) {
            markFor(has, source.getByte(sourceIndex + (int) (has - 1 - offset)));
        }
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
        long stale = Math.min(offset + length, has);
        if (from < stale) {
            long start = alignDown(from);
            gather(start, alignUp(stale), has);
            file.writeVector(vector, start);
            unsynced = true;
        }
    }

    /**
     * Before data that is found by its last byte alone gets another one: the mark, durable before the byte is there. Its unit
     * is prepared, as something was appended since the file was opened.
     */
    private void markFor(long dataEnd, byte newLast) throws IOException {
        if (markedEnd != dataEnd && needsMarkUnit(dataEnd, newLast)) {
            gather(dataEnd, dataEnd + unit, dataEnd);
            file.writeVector(vector, dataEnd);
            force(dataEnd, dataEnd + unit);
        }
    }

    @Override
    public DurabilityMechanism forceAppended(long offset, long dataEnd) throws IOException {
        long from = written();
        if (from < dataEnd) {
            long start = alignDown(from);
            gather(start, endOfUnits(dataEnd), dataEnd);
            if (!unsynced && fastest == DurabilityMechanism.DSYNC_WRITE) {
                file.writeDurably(vector, start);
                WRITTEN.setRelease(this, dataEnd);
                return DurabilityMechanism.DSYNC_WRITE;
            }
            file.writeVector(vector, start);
            WRITTEN.setRelease(this, dataEnd);
        }
        // A durable write covers only its own bytes where the device has FUA, so earlier ones need the whole flush.
        return force(offset, dataEnd);
    }

    @Override
    public DurabilityMechanism force(long offset, long forceEnd) throws IOException {
        file.forceData();
        unsynced = false;
        return DurabilityMechanism.FDATASYNC;
    }

    @Override
    public NativeFile forcedAsWhole() {
        return file;
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

    /**
     * Where the units that hold the data end; the mark behind a whole last unit has one of its own, if it is needed and
     * the region goes on.
     */
    private long endOfUnits(long dataEnd) {
        return needsMarkUnit(dataEnd, ring.getByte(indexOf(dataEnd - 1))) ? dataEnd + unit : alignUp(dataEnd);
    }

    private boolean needsMarkUnit(long dataEnd, byte last) {
        return marking == EndMarking.MARKED
                && alignDown(dataEnd) == dataEnd
                && dataEnd < file.region().length()
                && !EndMark.isNeedless(last);
    }

    /** Points the vector at units: whole ones where they are in the ring, the one that the data ends in as it is completed. */
    private void gather(long from, long to, long dataEnd) {
        long whole = Math.min(to, alignDown(dataEnd));
        int index = indexOf(from);
        int length = (int) (whole - from);
        int first = Math.min(length, capacity - index);
        vector.clear().add(address + index, first).add(address, length - first);
        if (whole < to) {
            complete(whole, (int) (dataEnd - whole));
            vector.add(address + capacity, unit);
            markedEnd = dataEnd;
        }
        writtenBytes += to - from;
    }

    /** Makes the bounce unit: the first bytes of the unit at {@code offset}, then the mark and zeros. */
    private void complete(long offset, int length) {
        bounce.getBytes(indexOf(offset), bounce, capacity, length);
        bounce.setByte(capacity + length, marking == EndMarking.MARKED ? EndMark.VALUE : 0);
        bounce.setZero(capacity + length + 1, unit - length - 1);
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

    private long written() {
        return (long) WRITTEN.getAcquire(this);
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
