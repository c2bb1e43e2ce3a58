package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.MADV_POPULATE_READ;
import static io.tidemark.nativeio.LinuxConstants.MADV_POPULATE_WRITE;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Backs pages of a mapping of a file before the first touch, so that what can't be backed is an exception and not a
 * SIGBUS. For mappings that others have made; {@link MappedRegion} does it by itself. Safe for any thread as long as the
 * mapping stays.
 */
public final class Populating {
    private Populating() {}

    /**
     * Backs the pages that a range touches with writable ones (MADV_POPULATE_WRITE). Holes are allocated by it; contents
     * do not change.
     *
     * @param path of the file, for messages
     * @param offset of the range's first byte in the file
     * @param address of that byte in the mapping
     * @param length in bytes
     * @throws UnbackedPagesException if a page cannot be backed ({@code EFAULT}): disk full, or past the end of the file
     * @throws MediaErrorException if a page's memory is poisoned ({@code EHWPOISON})
     * @throws UnsupportedFileOperationException before Linux 5.14 ({@code EINVAL})
     */
    public static void forWriting(Posix posix, Path path, long offset, long address, long length)
            throws FileSystemException {
        populate(posix, path, offset, address, length, MADV_POPULATE_WRITE);
    }

    /** Like {@link #forWriting}, but reads the pages in (MADV_POPULATE_READ). */
    static void forReading(Posix posix, Path path, long offset, long address, long length) throws FileSystemException {
        populate(posix, path, offset, address, length, MADV_POPULATE_READ);
    }

    private static void populate(Posix posix, Path path, long offset, long address, long length, int advice)
            throws FileSystemException {
        try {
            advise(posix, address, length, advice);
        } catch (ErrnoException e) {
            throw switch (e.errno()) {
                case Errno.EFAULT ->
                    Failures.unbackedPages(
                            e, path, offset, length, "the disk is full, or the range lies past the end of the file");
                case Errno.EINVAL ->
                    Failures.unsupported(
                            e, path, offset, length, "populating a mapping needs Linux 5.14; write the range instead");
                default -> e.toIoException(path, offset, length);
            };
        }
    }

    /** Takes long for many pages, and signals interrupt it: what is done already stays so. */
    static void advise(Posix posix, long address, long length, int advice) throws ErrnoException {
        long start = address & -posix.getpagesize();
        while (true) {
            try {
                posix.madvise(start, address + length - start, advice);
                return;
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EINTR) {
                    throw e;
                }
            }
        }
    }
}
