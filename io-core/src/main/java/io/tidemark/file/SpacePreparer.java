package io.tidemark.file;

import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.access.TailAccess;
import io.tidemark.file.tail.Space;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Allocates space, writes it once with zeros past the page cache, forces it and lets the tail's access map it. Written
 * blocks need no journal commit when they are written again; the zeros that end a file after a crash are how its end
 * is found.
 */
final class SpacePreparer implements Space.Preparer {
    private static final int ZERO_ALIGNMENT_BYTES = 1 << 16;

    /** Of zeros at a time: a force that comes meanwhile waits for no more. */
    private static final int PIECE_BYTES = 1 << 18;

    private final FilePlace place;
    private final TailAccess tail;
    private final DeviceForces forces;
    private final long behindData;
    private final long firstFree;

    /**
     * @param end where the data ends when the file is opened
     * @param written not below that; below this offset no zeros are written: existing data, or the bytes of an earlier use
     *     of a region, end here
     */
    SpacePreparer(FilePlace place, TailAccess tail, long end, long written) {
        this.place = place;
        this.tail = tail;
        this.forces = place.deviceForces();
        this.behindData = alignUp(end);
        this.firstFree = alignUp(written);
    }

    private static long alignUp(long offset) {
        return (offset + ZERO_ALIGNMENT_BYTES - 1) & -ZERO_ALIGNMENT_BYTES;
    }

    @Override
    public void prepare(long offset, long end, BooleanSupplier isAwaited) throws IOException {
        NativeFile file = place.descriptors().quiet();
        requireUncut(file, offset);
        try {
            takeSpace(file, offset, end, isAwaited);
            if (place.capabilities().has(Feature.PERSISTENT_MEDIUM)) {
                file.forceData();
            }
            tail.prepare(offset, end);
        } catch (DiskFullException e) {
            giveBack(file, offset, end, e);
            throw e;
        }
    }

    private void takeSpace(NativeFile file, long offset, long end, BooleanSupplier isAwaited) throws IOException {
        if (!place.tryAllocate(offset, end - offset)) {
            extend(file, end);
        }
        if (place.descriptors().hasDirect()) {
            writeZeros(file, Math.max(offset, firstFree), end, isAwaited);
        }
    }

    /**
     * An attempt that fails keeps what it got: all that the file system had, and others need it. Below what was never used
     * only holes are punched, so that old bytes and their blocks stay. Nothing is punched below the end of the data, where
     * the first step begins: no live byte depends on what the file system says is a hole. The file stays longer, as a
     * region's neighbours may have extended it.
     */
    private void giveBack(NativeFile file, long offset, long end, DiskFullException full) {
        try {
            long unused = Math.max(offset, firstFree);
            punchHoles(file, Math.max(offset, behindData), Math.min(unused, end));
            if (unused < end) {
                place.tryPunch(unused, end - unused);
            }
        } catch (IOException e) {
            full.addSuppressed(e);
        }
    }

    /** Space that was allocated and not written counts as a hole. */
    private void punchHoles(NativeFile file, long offset, long end) throws IOException {
        long top = Math.min(end, file.size());
        long hole = file.nextHole(offset);
        while (hole < top) {
            long data = Math.min(top, file.nextData(hole));
            place.tryPunch(hole, data - hole);
            hole = file.nextHole(data);
        }
    }

    private void writeZeros(NativeFile file, long offset, long end, BooleanSupplier isAwaited) throws IOException {
        for (long at = offset; at < end; at += PIECE_BYTES) {
            if (!isAwaited.getAsBoolean()) {
                forces.giveWay();
            }
            file.writeZeros(at, Math.min(PIECE_BYTES, end - at));
        }
    }

    private void extend(NativeFile file, long end) throws IOException {
        if (!place.region().isWholeFile()) {
            place.descriptors().buffered().extendTo(end);
        } else if (file.size() < end) {
            file.truncate(end);
        }
    }

    /** Extending a file that was cut under the writer would make zeros of what was cut off. */
    private void requireUncut(NativeFile file, long preparedTo) throws IOException {
        long size = file.size();
        if (size < preparedTo) {
            throw new TruncatedFileException(place.name(), size, preparedTo - size, size);
        }
    }
}
