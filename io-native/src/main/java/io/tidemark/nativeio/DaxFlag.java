package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FS_IOC_FSGETXATTR;
import static io.tidemark.nativeio.LinuxConstants.FS_IOC_FSSETXATTR;
import static io.tidemark.nativeio.LinuxConstants.FS_XFLAG_DAX;

import io.tidemark.nativeio.Layouts.Fsxattr;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The stored flag that asks for DAX on a file (FS_XFLAG_DAX). It is not the inode's state: on a mount with
 * {@code dax=inode} the state follows the flag only once the inode has been evicted, that is after the last close and
 * with no other user; {@link FileFacts#isDax} of the reopened file tells.
 */
public enum DaxFlag {
    CLEAR,
    SET;

    /**
     * The flag as it is stored.
     *
     * @throws UnsupportedFileOperationException if the file system has no such flags ({@code ENOTTY},
     *     {@code EOPNOTSUPP})
     */
    public static DaxFlag of(NativeFile file) throws IOException {
        int fd = file.descriptor().acquire();
        try (NativeMemory memory = NativeMemory.allocate(file.posix(), Fsxattr.SIZE, 1)) {
            file.posix().ioctl(fd, FS_IOC_FSGETXATTR, memory.address());
            return (memory.buffer().getInt(Fsxattr.FSX_XFLAGS) & FS_XFLAG_DAX) != 0 ? SET : CLEAR;
        } catch (ErrnoException e) {
            throw e.toIoException(file.path());
        } finally {
            file.descriptor().release();
        }
    }

    /**
     * Stores this flag; the other attributes stay. Not atomic against another process that changes attributes. Durable
     * after a force of the file.
     *
     * @throws UnsupportedFileOperationException if the file system has no such flag, or refuses it for this file (ext4:
     *     data journalling, inline data, verity)
     * @throws java.nio.file.AccessDeniedException if the process does not own the file
     */
    public void store(NativeFile file) throws IOException {
        int fd = file.descriptor().acquire();
        try (NativeMemory memory = NativeMemory.allocate(file.posix(), Fsxattr.SIZE, 1)) {
            file.posix().ioctl(fd, FS_IOC_FSGETXATTR, memory.address());
            ByteBuffer attributes = memory.buffer();
            int flags = attributes.getInt(Fsxattr.FSX_XFLAGS);
            attributes.putInt(Fsxattr.FSX_XFLAGS, this == SET ? flags | FS_XFLAG_DAX : flags & ~FS_XFLAG_DAX);
            file.posix().ioctl(fd, FS_IOC_FSSETXATTR, memory.address());
        } catch (ErrnoException e) {
            throw e.toIoException(file.path());
        } finally {
            file.descriptor().release();
        }
    }
}
