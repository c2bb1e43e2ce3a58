package io.tidemark.nativeio;

import io.tidemark.nativeio.Layouts.Flock;
import java.nio.ByteBuffer;

/**
 * Open-file-description locks of a whole file (fcntl(2), F_OFD_SETLK). They belong to the open file, not to the process:
 * two opens of one process conflict, and closing an unrelated descriptor drops nothing.
 */
final class OfdLock {
    private OfdLock() {}

    /** Sets or drops the lock; false when somebody else holds one that conflicts. */
    static boolean trySet(Posix posix, int fd, int lockType) throws ErrnoException {
        try (NativeMemory memory = NativeMemory.allocate(posix, Flock.SIZE, 1)) {
            // Zero-filled: whence SEEK_SET, start 0, length 0 (to the end, however far it grows), pid 0 as required.
            ByteBuffer flock = memory.buffer();
            flock.putShort(Flock.L_TYPE, (short) lockType);
            while (true) {
                try {
                    posix.fcntl(fd, LinuxConstants.F_OFD_SETLK, memory.address());
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
}
