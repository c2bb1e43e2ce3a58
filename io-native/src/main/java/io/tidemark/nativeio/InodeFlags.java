package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FS_IOC_FSGETXATTR;
import static io.tidemark.nativeio.LinuxConstants.FS_IOC_FSSETXATTR;

import io.tidemark.nativeio.Layouts.Fsxattr;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The flags that file systems store with an inode (FS_XFLAG_…). */
final class InodeFlags {
    private InodeFlags() {}

    /** The flags as they are stored. */
    static int of(NativeFile file) throws IOException {
        int fd = file.descriptor().acquire();
        try (CallMemory memory = CallMemory.allocate(Fsxattr.SIZE)) {
            file.posix().ioctl(fd, FS_IOC_FSGETXATTR, memory.address());
            return memory.buffer().getInt(Fsxattr.FSX_XFLAGS);
        } catch (ErrnoException e) {
            throw e.toIoException(file.path());
        } finally {
            file.descriptor().release();
        }
    }

    /** Clears some flags, sets others and leaves the rest. */
    static void store(NativeFile file, int cleared, int set) throws IOException {
        int fd = file.descriptor().acquire();
        try (CallMemory memory = CallMemory.allocate(Fsxattr.SIZE)) {
            file.posix().ioctl(fd, FS_IOC_FSGETXATTR, memory.address());
            ByteBuffer attributes = memory.buffer();
            int flags = attributes.getInt(Fsxattr.FSX_XFLAGS);
            attributes.putInt(Fsxattr.FSX_XFLAGS, (flags & ~cleared) | set);
            file.posix().ioctl(fd, FS_IOC_FSSETXATTR, memory.address());
        } catch (ErrnoException e) {
            throw e.toIoException(file.path());
        } finally {
            file.descriptor().release();
        }
    }
}
