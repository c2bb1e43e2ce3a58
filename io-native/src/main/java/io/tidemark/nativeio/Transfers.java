package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Reads and writes that are complete when they return: short transfers go on where they stopped, EINTR and a bounded
 * number of EAGAIN are retried. Reads and writes allocate nothing unless something fails.
 */
final class Transfers {
    private static final int MAX_STALLS = 1000;
    private static final long STALL_NANOS = 20_000;

    /** What a direct transfer goes on at when the alignment is not reported: enough for every usual device. */
    private static final int FALLBACK_DIRECT_GRANULARITY = 4096;

    private final Posix posix;
    private final Descriptor descriptor;
    private final Path path;

    /** What a transfer has to go on at: 1, or on a direct file the offset alignment. */
    private final long granularity;

    Transfers(Posix posix, Descriptor descriptor, Path path, long granularity) {
        this.posix = posix;
        this.descriptor = descriptor;
        this.path = path;
        this.granularity = granularity;
    }

    /** What transfers of a file have to go on at. */
    static long granularity(OpenRequest request, FileFacts facts) {
        if (!request.isDirect()) {
            return 1;
        }
        // A power of two by the kernel's contract; anything else would break the masks.
        int reported = facts.directOffsetAlignment();
        return Integer.bitCount(reported) == 1 ? reported : FALLBACK_DIRECT_GRANULARITY;
    }

    /** Not counted as a call in flight: two atomic additions would be felt in a read from the page cache. */
    long read(long address, long length, long offset) throws IOException {
        int fd = descriptor.number();
        try {
            long done = 0;
            int stalls = 0;
            while (done < length) {
                long count;
                try {
                    count = posix.pread(fd, address + done, length - done, offset + done);
                } catch (ErrnoException e) {
                    stalls = retry(e, stalls, offset + done, length - done);
                    continue;
                }
                if (count == 0) {
                    return done;
                }
                long reached = done + count;
                if (reached == length || aligned(reached) == reached) {
                    done = reached;
                    stalls = 0;
                } else if (offset + reached >= posix.lseek(fd, 0, LinuxConstants.SEEK_END)) {
                    // The last, partial block of a direct file. To ask for more would be a misaligned read.
                    return reached;
                } else {
                    stalls = aligned(reached) > done ? 0 : stalled("pread", stalls, offset + done, length - done);
                    done = aligned(reached);
                }
            }
            return done;
        } catch (ErrnoException e) {
            throw e.toIoException(path, offset, length);
        }
    }

    void write(long address, long length, long offset) throws IOException {
        int fd = descriptor.acquire();
        try {
            long done = 0;
            int stalls = 0;
            while (done < length) {
                long count;
                try {
                    count = posix.pwrite(fd, address + done, length - done, offset + done);
                } catch (ErrnoException e) {
                    stalls = retry(e, stalls, offset + done, length - done);
                    continue;
                }
                long reached = advance("pwrite", done, count, length, offset);
                stalls = reached > done ? 0 : stalled("pwrite", stalls, offset + done, length - done);
                done = reached;
            }
        } finally {
            descriptor.release();
        }
    }

    void write(IoVector vector, long offset, int flags) throws IOException {
        int fd = descriptor.acquire();
        try {
            long length = vector.lengthBytes();
            long elements = vector.address();
            long done = 0;
            int stalls = 0;
            while (done < length) {
                long count;
                try {
                    count = posix.pwritev2(fd, elements, vector.prepare(done), offset + done, flags);
                } catch (ErrnoException e) {
                    stalls = retry(e, stalls, offset + done, length - done);
                    continue;
                }
                long reached = advance("pwritev2", done, count, length, offset);
                stalls = reached > done ? 0 : stalled("pwritev2", stalls, offset + done, length - done);
                done = reached;
            }
        } finally {
            descriptor.release();
        }
    }

    /** At least one zero, in big aligned chunks. */
    void writeZeros(long offset, long length) throws IOException {
        NativeMemory zeros = Zeros.memory();
        for (long done = 0; done < length; ) {
            long chunk = Math.min(length - done, zeros.length());
            write(zeros.address(), chunk, offset + done);
            done += chunk;
        }
    }

    /** Where to go on. A direct write that stopped inside a block writes the block's start again. */
    private long advance(String operation, long done, long count, long length, long offset) throws FileSystemException {
        if (count <= 0) {
            throw noProgress(operation, offset + done, length - done);
        }
        long reached = done + count;
        return reached == length ? reached : aligned(reached);
    }

    private long aligned(long done) {
        return done & -granularity;
    }

    private int retry(ErrnoException failure, int stalls, long offset, long length) throws FileSystemException {
        if (failure.errno() == Errno.EINTR) {
            return stalls;
        }
        if (failure.errno() == Errno.EAGAIN && stalls < MAX_STALLS) {
            Pause.nanos(this, STALL_NANOS);
            return stalls + 1;
        }
        throw failure.toIoException(path, offset, length);
    }

    private int stalled(String operation, int stalls, long offset, long length) throws FileSystemException {
        if (stalls >= MAX_STALLS) {
            throw noProgress(operation, offset, length);
        }
        return stalls + 1;
    }

    private FileSystemException noProgress(String operation, long offset, long length) {
        return new FileSystemException(
                path.toString(),
                null,
                operation + " makes no progress with " + length + " bytes left at offset " + offset
                        + "; the file system is broken or the descriptor is not a regular file's");
    }
}
