package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;

/** MADV_POPULATE_WRITE, which is the kernel's and no file system's: tried with memory, so it needs no file. */
final class PopulateProbe {
    private PopulateProbe() {}

    static String run(Posix posix) throws ErrnoException {
        long address = posix.mmap(
                0,
                Workbench.CHUNK_BYTES,
                LinuxConstants.PROT_READ | LinuxConstants.PROT_WRITE,
                LinuxConstants.MAP_PRIVATE | LinuxConstants.MAP_ANONYMOUS,
                -1,
                0);
        try {
            posix.madvise(address, Workbench.CHUNK_BYTES, LinuxConstants.MADV_POPULATE_WRITE);
        } catch (ErrnoException e) {
            throw new ErrnoException("madvise(MADV_POPULATE_WRITE)", e.errno());
        } finally {
            posix.munmap(address, Workbench.CHUNK_BYTES);
        }
        return "madvise(MADV_POPULATE_WRITE) prepared " + Workbench.CHUNK_BYTES / posix.getpagesize()
                + " pages of memory";
    }
}
