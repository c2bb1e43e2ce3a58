package io.tidemark.nativeio;

import io.tidemark.nativeio.Layouts.Flock;
import java.io.IOException;

/**
 * Open-file-description locks of a whole file or a region of it (fcntl(2), F_OFD_SETLK). They belong to the open file,
 * not to the process: two opens of one process conflict, and closing an unrelated descriptor drops nothing.
 */
final class OfdLock {
    private OfdLock() {}

    /** Sets the lock or changes its kind; false when somebody else holds one that conflicts. */
    static boolean trySet(NativeFile file, int lockType) throws IOException {
        int fd = file.descriptor().acquire();
        try (CallMemory memory = CallMemory.allocate(Flock.SIZE)) {
            // Zero-filled: whence SEEK_SET, length 0 (to the end, however far it grows), pid 0 as required.
            FileRegion region = file.region();
            memory.buffer().putShort(Flock.L_TYPE, (short) lockType);
            memory.buffer().putLong(Flock.L_START, region.offset());
            memory.buffer().putLong(Flock.L_LEN, region.isWholeFile() ? 0 : region.length());
            return trySet(file.posix(), fd, memory.address());
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EINVAL
                    ? Failures.unsupported(
                            e, file.path(), Failures.NONE, Failures.NONE, "no open-file-description locks here")
                    : e.toIoException(file.path());
        } finally {
            file.descriptor().release();
        }
    }

    private static boolean trySet(Posix posix, int fd, long flockAddress) throws ErrnoException {
        while (true) {
            try {
                posix.fcntl(fd, LinuxConstants.F_OFD_SETLK, flockAddress);
                return true;
            } catch (ErrnoException e) {
                if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EACCES) {
                    return false;
                }
                if (e.errno() != Errno.EINTR) {
                    throw e;
                }
            }
        }
    }
}
