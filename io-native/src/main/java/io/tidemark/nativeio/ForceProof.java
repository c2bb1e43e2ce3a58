package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.ST_RDONLY;

import io.tidemark.nativeio.Layouts.Statfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Whether a force that reported success can have done anything. On a file system that is read-only by now it need not
 * have: after a forced remount (sysrq u) ext4 returns from fsync(2) and msync(2) without an error and without having
 * written, and leaves the flush of the disk out.
 *
 * <p>So a look at the file system follows each force, and it has to follow: what was writable before the force need not
 * be so in it, what is writable after it was so all the time. It costs half a microsecond and allocates nothing. Safe for
 * any thread.
 */
final class ForceProof {
    private final Posix posix;
    private final CallMemory memory;
    private final ByteBuffer statfs;

    ForceProof(Posix posix) {
        this.posix = posix;
        this.memory = CallMemory.allocate(Statfs.SIZE);
        this.statfs = memory.buffer();
    }

    /**
     * To be called after the force.
     *
     * @param operation the system call that reported success
     * @param offset first byte that it was about, −1 for all
     * @param length in bytes, −1 for all
     * @throws ReadOnlyFileException if the file system is read-only now
     */
    synchronized void require(int fd, String operation, Path path, long offset, long length) throws IOException {
        while (true) {
            try {
                posix.fstatfs(fd, memory.address());
                break;
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EINTR) {
                    throw e.toIoException(path, offset, length);
                }
            }
        }
        if ((statfs.getLong(Statfs.F_FLAGS) & ST_RDONLY) != 0) {
            throw Failures.notForced(new ErrnoException(operation, Errno.EROFS), path, offset, length);
        }
    }
}
