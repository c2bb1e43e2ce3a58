package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.AT_EMPTY_PATH;
import static io.tidemark.nativeio.LinuxConstants.STATX_ATTR_DAX;
import static io.tidemark.nativeio.LinuxConstants.STATX_BASIC_STATS;
import static io.tidemark.nativeio.LinuxConstants.STATX_DIOALIGN;
import static io.tidemark.nativeio.LinuxConstants.STATX_MNT_ID;

import io.tidemark.nativeio.Layouts.Statfs;
import io.tidemark.nativeio.Layouts.Statx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the kernel says about an open file at one moment (statx(2) and fstatfs(2)).
 *
 * @param device number of the device: major number in the upper, minor in the lower 32 bits
 * @param inode number of the inode on that device
 * @param type what the inode is
 * @param size in bytes
 * @param allocatedBytes bytes that the file occupies; less than {@code size} for a sparse file
 * @param blockSize the file system's preferred I/O size in bytes
 * @param linkCount names of the inode; 0 once unlinked
 * @param attributes STATX_ATTR bits
 * @param directIo whether direct I/O is offered, as far as the kernel says
 * @param directMemoryAlignment bytes that a direct transfer's address must be a multiple of; 0 when not reported
 * @param directOffsetAlignment bytes that a direct transfer's offset and length must be multiples of; 0 when not
 *     reported
 * @param mountId number of the mount (/proc/self/mountinfo); −1 when not reported
 * @param fileSystemMagic f_type of statfs(2), see {@link FileSystemMagic}
 */
public record FileFacts(
        long device,
        long inode,
        FileType type,
        long size,
        long allocatedBytes,
        int blockSize,
        int linkCount,
        long attributes,
        DirectIo directIo,
        int directMemoryAlignment,
        int directOffsetAlignment,
        long mountId,
        long fileSystemMagic) {

    /** Whether direct I/O is offered, as far as statx(2) says; some file systems lie, so a real write is the proof. */
    public enum DirectIo {
        /** The kernel is older than 6.1 or the file system does not report it. */
        UNKNOWN,
        /** Reported as not offered for this file. */
        NONE,
        /** Reported with its alignments. */
        SUPPORTED
    }

    private static final int STATX_BLOCK_BYTES = 512;

    /** Whether the inode bypasses the page cache now: its state, not its stored flag. */
    public boolean isDax() {
        return (attributes & STATX_ATTR_DAX) != 0;
    }

    /** Whether the bytes live in memory only (tmpfs, ramfs, hugetlbfs): nothing on it survives a power cut. */
    public boolean isMemoryBacked() {
        return fileSystemMagic == FileSystemMagic.TMPFS_MAGIC
                || fileSystemMagic == FileSystemMagic.RAMFS_MAGIC
                || fileSystemMagic == FileSystemMagic.HUGETLBFS_MAGIC;
    }

    /** The file system's usual name, such as {@code ext4}, or {@code unknown (0x…)}. */
    public String fileSystemType() {
        return FileSystemMagic.name(fileSystemMagic);
    }

    /** Whether both describe the same inode of the same device. */
    public boolean isSameFileAs(FileFacts other) {
        return device == other.device && inode == other.inode;
    }

    /** What a path leads to, seen from an inode. */
    public enum Found {
        /** This inode. */
        THIS,
        /** Nothing. */
        NOTHING,
        /** Something else. */
        ANOTHER
    }

    /**
     * What a path leads to now; it isn't opened for that. Compares device and inode. Valid while somebody has
     * this inode open, because its number isn't reused before that ends.
     */
    public Found at(Posix posix, Path path) throws IOException {
        try (CallMemory memory = CallMemory.allocate(Statx.SIZE)) {
            posix.statx(LinuxConstants.AT_FDCWD, path.toString(), 0, STATX_BASIC_STATS, memory.address());
            return deviceIn(memory.buffer()) == device && memory.buffer().getLong(Statx.STX_INO) == inode
                    ? Found.THIS
                    : Found.ANOTHER;
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENOENT -> Found.NOTHING;
                case Errno.ENOTDIR -> Found.ANOTHER;
                default -> throw e.toIoException(path);
            };
        }
    }

    /** The device as {@code major:minor}, the way sysfs names it. */
    public String deviceNumber() {
        return (device >>> Integer.SIZE) + ":" + (int) device;
    }

    /** The facts of an open descriptor, also of one that can't be read ({@code O_PATH}). */
    public static FileFacts of(Posix posix, int fd) throws ErrnoException {
        try (CallMemory memory = CallMemory.allocate(Statx.SIZE + Statfs.SIZE)) {
            int mask = STATX_BASIC_STATS | STATX_MNT_ID | STATX_DIOALIGN;
            posix.statx(fd, "", AT_EMPTY_PATH, mask, memory.address());
            posix.fstatfs(fd, memory.address() + Statx.SIZE);
            return decode(memory.buffer());
        }
    }

    /** The type of what a path leads to, without opening it. */
    static FileType typeOf(Posix posix, String path, int flags) throws ErrnoException {
        try (CallMemory memory = CallMemory.allocate(Statx.SIZE)) {
            posix.statx(LinuxConstants.AT_FDCWD, path, flags, STATX_BASIC_STATS, memory.address());
            return FileType.ofMode(memory.buffer().getShort(Statx.STX_MODE));
        }
    }

    private static FileFacts decode(ByteBuffer memory) {
        int mask = memory.getInt(Statx.STX_MASK);
        int memoryAlignment = memory.getInt(Statx.STX_DIO_MEM_ALIGN);
        int offsetAlignment = memory.getInt(Statx.STX_DIO_OFFSET_ALIGN);
        boolean reported = (mask & STATX_DIOALIGN) != 0;
        return new FileFacts(
                deviceIn(memory),
                memory.getLong(Statx.STX_INO),
                FileType.ofMode(memory.getShort(Statx.STX_MODE)),
                memory.getLong(Statx.STX_SIZE),
                memory.getLong(Statx.STX_BLOCKS) * STATX_BLOCK_BYTES,
                memory.getInt(Statx.STX_BLKSIZE),
                memory.getInt(Statx.STX_NLINK),
                memory.getLong(Statx.STX_ATTRIBUTES),
                directIo(reported, memoryAlignment, offsetAlignment),
                reported ? memoryAlignment : 0,
                reported ? offsetAlignment : 0,
                (mask & STATX_MNT_ID) != 0 ? memory.getLong(Statx.STX_MNT_ID) : -1,
                memory.getLong(Statx.SIZE + Statfs.F_TYPE));
    }

    private static long deviceIn(ByteBuffer memory) {
        return Integer.toUnsignedLong(memory.getInt(Statx.STX_DEV_MAJOR)) << Integer.SIZE
                | Integer.toUnsignedLong(memory.getInt(Statx.STX_DEV_MINOR));
    }

    private static DirectIo directIo(boolean reported, int memoryAlignment, int offsetAlignment) {
        if (!reported) {
            return DirectIo.UNKNOWN;
        }
        return memoryAlignment == 0 || offsetAlignment == 0 ? DirectIo.NONE : DirectIo.SUPPORTED;
    }
}
