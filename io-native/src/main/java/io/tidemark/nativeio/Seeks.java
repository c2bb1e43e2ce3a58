package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.file.Path;

/** Where a region's bytes end and where its holes are (lseek(2)); moves nothing that a transfer goes by. */
final class Seeks {
    private final Posix posix;
    private final Path path;
    private final Descriptor descriptor;
    private final FileRegion region;

    Seeks(Posix posix, Path path, Descriptor descriptor, FileRegion region) {
        this.posix = posix;
        this.path = path;
        this.descriptor = descriptor;
        this.region = region;
    }

    /** How many bytes of the region the inode has. */
    long size() throws IOException {
        int fd = descriptor.acquire();
        try {
            return inRegion(posix.lseek(fd, 0, LinuxConstants.SEEK_END));
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        } finally {
            descriptor.release();
        }
    }

    /** The first byte from {@code offset} on that lies in no hole, or the size. */
    long nextData(long offset) throws IOException {
        int fd = descriptor.acquire();
        try {
            return inRegion(posix.lseek(fd, region.offset() + offset, LinuxConstants.SEEK_DATA));
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENXIO -> size();
                case Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOSYS -> offset;
                default -> throw e.toIoException(path);
            };
        } finally {
            descriptor.release();
        }
    }

    /** The first byte from {@code offset} on that lies in a hole, or the size. */
    long nextHole(long offset) throws IOException {
        int fd = descriptor.acquire();
        try {
            return inRegion(posix.lseek(fd, region.offset() + offset, LinuxConstants.SEEK_HOLE));
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case Errno.ENXIO, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOSYS -> size();
                default -> throw e.toIoException(path);
            };
        } finally {
            descriptor.release();
        }
    }

    private long inRegion(long location) {
        return region.clip(0, location - region.offset());
    }
}
