package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_DELALLOC;
import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_ENCODED;
import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_LAST;
import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_NOT_ALIGNED;
import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_UNKNOWN;
import static io.tidemark.nativeio.LinuxConstants.FIEMAP_EXTENT_UNWRITTEN;

import io.tidemark.nativeio.Layouts.Fiemap;
import io.tidemark.nativeio.Layouts.FiemapExtent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Where the bytes of a file lie on its device (FS_IOC_FIEMAP). All answers are of the past. */
public final class Extents {
    /** A location that no other extent has: the kernel can't tell where the bytes are, or not yet. */
    private static final long NOWHERE = -1;

    private static final int HAS_NO_LOCATION =
            FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_ENCODED | FIEMAP_EXTENT_NOT_ALIGNED;
    private static final int COUNT = 256;

    private Extents() {}

    /**
     * A run of bytes that lie one behind the other on the device.
     *
     * @param offset of the first byte in the file
     * @param length in bytes
     * @param location of the first byte on the device
     */
    public record Extent(long offset, long length, long location) {
        /** The offset behind the last byte. */
        public long end() {
            return offset + length;
        }

        /** Whether at offsets that both cover both files have the same blocks, and so the same bytes. */
        public boolean isSameAs(Extent other) {
            return location != NOWHERE
                    && other.location != NOWHERE
                    && location - offset == other.location - other.offset;
        }
    }

    /**
     * The extents that were written and have some part in the range, in ascending order; what lies between them reads as
     * zeros. The first and the last may reach beyond the range, but not beyond a file's {@link FileRegion}. Nothing is
     * written back first.
     *
     * @param length in bytes, positive
     * @throws UnsupportedFileOperationException if the file system doesn't tell ({@code EOPNOTSUPP})
     */
    public static List<Extent> written(NativeFile file, long offset, long length) throws IOException {
        FileRegion region = file.region();
        long first = region.locate(offset, length);
        List<Extent> extents = new ArrayList<>();
        int fd = file.descriptor().acquire();
        try (NativeMemory memory =
                NativeMemory.allocate(file.posix(), Fiemap.SIZE + (long) COUNT * FiemapExtent.SIZE, 8)) {
            for (long at = first; at < first + length; ) {
                at = collect(file.posix(), fd, memory, at, first + length, extents);
            }
            return region.isWholeFile() ? extents : within(region, extents);
        } catch (ErrnoException e) {
            throw e.toIoException(file.path(), first, length);
        } finally {
            file.descriptor().release();
        }
    }

    /** By offsets in the region; what lies outside is cut off. */
    private static List<Extent> within(FileRegion region, List<Extent> extents) {
        List<Extent> inside = new ArrayList<>(extents.size());
        for (Extent extent : extents) {
            long start = Math.max(extent.offset, region.offset());
            long end = Math.min(extent.end(), region.offset() + region.length());
            long location = extent.location == NOWHERE ? NOWHERE : extent.location + start - extent.offset;
            inside.add(new Extent(start - region.offset(), end - start, location));
        }
        return inside;
    }

    /** One call; the offset to go on at. */
    private static long collect(Posix posix, int fd, NativeMemory memory, long from, long end, List<Extent> extents)
            throws ErrnoException {
        ByteBuffer map = memory.buffer();
        map.putLong(Fiemap.FM_START, from);
        map.putLong(Fiemap.FM_LENGTH, end - from);
        map.putInt(Fiemap.FM_FLAGS, 0);
        map.putInt(Fiemap.FM_MAPPED_EXTENTS, 0);
        map.putInt(Fiemap.FM_EXTENT_COUNT, COUNT);
        posix.ioctl(fd, LinuxConstants.FS_IOC_FIEMAP, memory.address());
        int found = map.getInt(Fiemap.FM_MAPPED_EXTENTS);
        long next = end;
        for (int i = 0; i < found; i++) {
            int at = Fiemap.SIZE + i * FiemapExtent.SIZE;
            long offset = map.getLong(at + FiemapExtent.FE_LOGICAL);
            long length = map.getLong(at + FiemapExtent.FE_LENGTH);
            int flags = map.getInt(at + FiemapExtent.FE_FLAGS);
            if ((flags & FIEMAP_EXTENT_UNWRITTEN) == 0) {
                long location = (flags & HAS_NO_LOCATION) == 0 ? map.getLong(at + FiemapExtent.FE_PHYSICAL) : NOWHERE;
                extents.add(new Extent(offset, length, location));
            }
            next = (flags & FIEMAP_EXTENT_LAST) == 0 ? offset + length : end;
        }
        return found == COUNT ? next : end;
    }
}
