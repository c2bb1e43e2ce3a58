package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileSystemMagic;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.nio.ByteBuffer;

/**
 * What statx(2) and fstatfs(2) tell about an open file or directory, as far as the probe asks.
 *
 * @param fileType the S_IFMT bits of the mode
 * @param isDax the DAX state, which is not the stored flag
 * @param directIo what STATX_DIOALIGN told
 * @param deviceMajor the device's major number
 * @param deviceMinor the device's minor number
 * @param fileSystemMagic f_type of statfs(2)
 * @param blockBytes f_bsize of statfs(2)
 */
record Inode(
        int fileType,
        boolean isDax,
        DirectIo directIo,
        int deviceMajor,
        int deviceMinor,
        long fileSystemMagic,
        int blockBytes) {

    /**
     * The alignments that STATX_DIOALIGN reported.
     *
     * @param isReported false before Linux 6.1 and for file systems that tell nothing
     * @param memoryBytes 0 where reported: no direct I/O on this file
     * @param offsetBytes 0 where reported: no direct I/O on this file
     */
    record DirectIo(boolean isReported, int memoryBytes, int offsetBytes) {}

    private static final int STATX_BYTES = 256;
    private static final int STATFS_BYTES = 120;

    static Inode of(Posix posix, int fd, NativeMemory memory) throws ErrnoException {
        int mask = LinuxConstants.STATX_BASIC_STATS | LinuxConstants.STATX_DIOALIGN;
        posix.statx(fd, "", LinuxConstants.AT_EMPTY_PATH, mask, memory.address());
        posix.fstatfs(fd, memory.address() + STATX_BYTES);
        ByteBuffer statx =
                memory.buffer().slice(0, STATX_BYTES).order(memory.buffer().order());
        ByteBuffer statfs = memory.buffer()
                .slice(STATX_BYTES, STATFS_BYTES)
                .order(memory.buffer().order());
        boolean isReported = (statx.getInt(0) & LinuxConstants.STATX_DIOALIGN) != 0;
        return new Inode(
                statx.getShort(28) & LinuxConstants.S_IFMT,
                (statx.getLong(8) & LinuxConstants.STATX_ATTR_DAX) != 0,
                new DirectIo(isReported, isReported ? statx.getInt(152) : 0, isReported ? statx.getInt(156) : 0),
                statx.getInt(136),
                statx.getInt(140),
                statfs.getLong(0),
                Math.toIntExact(statfs.getLong(8)));
    }

    boolean isDirectory() {
        return fileType == LinuxConstants.S_IFDIR;
    }

    boolean isRegularFile() {
        return fileType == LinuxConstants.S_IFREG;
    }

    boolean isSameDeviceAs(Inode other) {
        return deviceMajor == other.deviceMajor && deviceMinor == other.deviceMinor;
    }

    /** The device as major:minor, the way sysfs names it. */
    String device() {
        return deviceMajor + ":" + deviceMinor;
    }

    String fileSystem() {
        return FileSystemMagic.name(fileSystemMagic);
    }

    boolean isMemoryFileSystem() {
        return fileSystemMagic == FileSystemMagic.TMPFS_MAGIC
                || fileSystemMagic == FileSystemMagic.RAMFS_MAGIC
                || fileSystemMagic == FileSystemMagic.HUGETLBFS_MAGIC;
    }
}
