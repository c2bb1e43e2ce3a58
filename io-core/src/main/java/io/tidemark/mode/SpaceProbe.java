package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;

/** Allocation, hole punching and shared extents. */
final class SpaceProbe {
    private static final int CLONE_RANGE_BYTES = 32;

    private final Workbench bench;

    SpaceProbe(Workbench bench) {
        this.bench = bench;
    }

    String preallocation() throws ErrnoException {
        try {
            bench.posix.fallocate(bench.fd(), 0, 0, 2L * Workbench.CHUNK_BYTES);
        } catch (ErrnoException e) {
            if (Answers.isFull(e)) {
                return "fallocate was taken, and found the disk full: " + e.getMessage();
            }
            throw e;
        }
        return "fallocate reserved " + 2 * Workbench.CHUNK_BYTES + " bytes";
    }

    String holePunching() throws ErrnoException, Answers.RefutedException {
        int fd = bench.fd();
        bench.fill(2);
        try {
            bench.write(fd, 2 * Workbench.CHUNK_BYTES, 0);
        } catch (ErrnoException e) {
            if (Answers.isFull(e)) {
                punch(fd);
                return "punching a hole was taken; what it does was not tried, because the disk is full";
            }
            throw e;
        }
        long sizeBefore = bench.posix.lseek(fd, 0, LinuxConstants.SEEK_END);
        punch(fd);
        long sizeAfter = bench.posix.lseek(fd, 0, LinuxConstants.SEEK_END);
        if (sizeAfter != sizeBefore) {
            throw new Answers.RefutedException(
                    "punching a hole changed the file's size from " + sizeBefore + " to " + sizeAfter);
        }
        bench.read(fd, 2 * Workbench.CHUNK_BYTES, 0);
        if (!bench.targetIsZero(Workbench.CHUNK_BYTES)) {
            throw new Answers.RefutedException("a punched hole does not read as zeros");
        }
        if (!bench.arrived(Workbench.CHUNK_BYTES, Workbench.CHUNK_BYTES)) {
            throw new Answers.RefutedException("punching a hole changed the bytes after it");
        }
        return "a punched hole of " + Workbench.CHUNK_BYTES
                + " bytes reads as zeros, its neighbours and the size stayed";
    }

    private void punch(int fd) throws ErrnoException {
        int mode = LinuxConstants.FALLOC_FL_PUNCH_HOLE | LinuxConstants.FALLOC_FL_KEEP_SIZE;
        try {
            bench.posix.fallocate(fd, mode, 0, Workbench.CHUNK_BYTES);
        } catch (ErrnoException e) {
            throw new ErrnoException("fallocate(PUNCH_HOLE|KEEP_SIZE)", e.errno());
        }
    }

    String reflink() throws ErrnoException, Answers.RefutedException {
        bench.fill(3);
        bench.write(bench.fd(), Workbench.CHUNK_BYTES, 0);
        try (Scratch clone = Scratch.open(bench.posix, bench.directory, 0)) {
            bench.struct(CLONE_RANGE_BYTES)
                    .putLong(0, bench.fd())
                    .putLong(8, 0)
                    .putLong(16, Workbench.CHUNK_BYTES)
                    .putLong(24, 0);
            try {
                bench.posix.ioctl(clone.fd(), LinuxConstants.FICLONERANGE, bench.structAddress());
            } catch (ErrnoException e) {
                throw new ErrnoException("ioctl(FICLONERANGE)", e.errno());
            }
            bench.read(clone.fd(), Workbench.CHUNK_BYTES, 0);
        }
        if (!bench.arrived(0, Workbench.CHUNK_BYTES)) {
            throw new Answers.RefutedException("FICLONERANGE was accepted, but the clone holds other bytes");
        }
        return "FICLONERANGE shared " + Workbench.CHUNK_BYTES + " bytes with a second file, read back";
    }
}
