package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;

/** Open-file-description locks: two descriptions of one file must exclude each other. */
final class LockProbe {
    private static final int FLOCK_BYTES = 32;

    private LockProbe() {}

    static String run(Workbench bench) throws ErrnoException, Answers.RefutedException {
        try {
            lock(bench, bench.fd());
        } catch (ErrnoException e) {
            throw new ErrnoException("fcntl(F_OFD_SETLK)", e.errno());
        }
        int second;
        try {
            second = bench.scratch.reopen(LinuxConstants.O_RDWR);
        } catch (ErrnoException e) {
            return "fcntl(F_OFD_SETLK) took a lock; not tried against a second descriptor, because of "
                    + e.getMessage();
        }
        try {
            lock(bench, second);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EACCES) {
                return "fcntl(F_OFD_SETLK) took a lock that keeps a second descriptor out";
            }
            throw e;
        } finally {
            Scratch.closeQuietly(bench.posix, second);
        }
        throw new Answers.RefutedException("two descriptors of one file both got the lock");
    }

    private static void lock(Workbench bench, int fd) throws ErrnoException {
        // struct flock: type, whence (both short), start and length 0 for the whole file, process id 0 for OFD locks.
        bench.struct(FLOCK_BYTES).putShort(0, (short) LinuxConstants.F_WRLCK).putShort(2, (short)
                LinuxConstants.SEEK_SET);
        bench.posix.fcntl(fd, LinuxConstants.F_OFD_SETLK, bench.structAddress());
    }
}
