package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.access.RingAccess;
import java.io.IOException;

/** Everything that any number of threads do to a file; the caller has checked that the bytes exist. */
final class Reader {
    private final FilePlace place;
    private final RangeTable table;
    private final RingAccess ring;
    private final HybridFileOptions options;
    private final DeviceForces forces;

    /** @param ring in front of a direct tail; null where there is none */
    Reader(FilePlace place, RangeTable table, RingAccess ring, HybridFileOptions options) {
        this.place = place;
        this.table = table;
        this.ring = ring;
        this.options = options;
        this.forces = place.deviceForces();
    }

    /** Whether a scan should ask for little at a time. */
    boolean areForcesExpected() {
        return forces.areExpected();
    }

    void read(long offset, ByteBuf target, int length) throws IOException {
        target.ensureWritable(length);
        int index = target.writerIndex();
        int ticket = place.gate().enter();
        try {
            copy(offset, target, index, length);
        } finally {
            place.gate().exit(ticket);
        }
        target.writerIndex(index + length);
    }

    /** One behind the other in {@code target}. */
    void read(long[] offsets, int count, ByteBuf target, int length) throws IOException {
        target.ensureWritable(count * length);
        int index = target.writerIndex();
        int ticket = place.gate().enter();
        try {
            copy(offsets, count, target, index, length);
        } finally {
            place.gate().exit(ticket);
        }
        target.writerIndex(index + count * length);
    }

    ByteBuf read(long offset, int length) throws IOException {
        int ticket = place.gate().enter();
        try {
            ByteBuf view = view(offset, length);
            return view != null ? view : newCopy(offset, length);
        } finally {
            place.gate().exit(ticket);
        }
    }

    private void copy(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        RangeMap map = table.map();
        int range = map.indexOf(offset);
        if (length <= map.end(range) - offset) {
            copy(map.access(range), offset, target, targetIndex, length);
        } else {
            copyAcrossBorders(map, range, offset, target, targetIndex, length);
        }
    }

    private void copy(long[] offsets, int count, ByteBuf target, int targetIndex, int length) throws IOException {
        RangeMap map = table.map();
        int range = count == 0 || ring != null ? -1 : map.indexOf(offsets[0]);
        if (range >= 0 && liesIn(map.start(range), map.end(range), offsets, count, length)) {
            map.access(range).read(offsets, count, target, targetIndex, length);
            return;
        }
        for (int i = 0; i < count; i++) {
            copy(offsets[i], target, targetIndex + i * length, length);
        }
    }

    private static boolean liesIn(long start, long end, long[] offsets, int count, int length) {
        for (int i = 0; i < count; i++) {
            if (offsets[i] < start || offsets[i] > end - length) {
                return false;
            }
        }
        return true;
    }

    /** Apart from the usual case, which the compiler keeps small so. */
    private void copyAcrossBorders(
            RangeMap map, int firstRange, long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        int range = firstRange;
        for (int done = 0; done < length; range++) {
            long at = offset + done;
            int step = (int) Math.min(length - done, map.end(range) - at);
            copy(map.access(range), at, target, targetIndex + done, step);
            done += step;
        }
    }

    /** Bytes that were sealed a moment ago are still in the ring; no need to fetch them from the medium. */
    private void copy(RangeAccess access, long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        if (ring != null
                && offset >= ring.nearOffset()
                && access.decision().mode().isSealed()
                && ring.readNear(offset, target, targetIndex, length)) {
            return;
        }
        access.read(offset, target, targetIndex, length);
    }

    private ByteBuf view(long offset, int length) throws IOException {
        RangeMap map = table.map();
        int range = map.indexOf(offset);
        return length <= map.end(range) - offset ? map.access(range).view(offset, length) : null;
    }

    private ByteBuf newCopy(long offset, int length) throws IOException {
        ByteBuf target = options.allocator().orElse(ByteBufAllocator.DEFAULT).directBuffer(length, length);
        try {
            copy(offset, target, 0, length);
            return target.writerIndex(length);
        } catch (IOException | RuntimeException | Error e) {
            target.release();
            throw e;
        }
    }
}
