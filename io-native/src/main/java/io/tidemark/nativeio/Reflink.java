package io.tidemark.nativeio;

import io.tidemark.nativeio.Layouts.FileCloneRange;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Clones of extents: two files share blocks until one of them is written. */
public final class Reflink {
    private Reflink() {}

    /**
     * Makes a range of {@code target} share the blocks of a range of {@code source} (FICLONERANGE). Both must be on the
     * same mount, and both DAX or both not. What the target had there is replaced; dirty data of the source is written
     * back first. Durable after a force of the target.
     *
     * @param sourceOffset in bytes, a multiple of the file system's block size
     * @param length in bytes, positive, such a multiple unless the range ends at the source's end
     * @param targetOffset in bytes, such a multiple
     * @throws UnsupportedFileOperationException if the file system cannot clone ({@code EOPNOTSUPP}), or the two files
     *     are not alike in DAX or the range is not aligned ({@code EINVAL})
     * @throws NativeIoException if the files are on different mounts ({@code EXDEV}), or for another reason
     */
    public static void cloneRange(
            NativeFile source, long sourceOffset, long length, NativeFile target, long targetOffset)
            throws IOException {
        if (length == 0) { // To the kernel it would mean 'to the end'.
            throw new IllegalArgumentException("Nothing to clone");
        }
        long from = source.region().locate(sourceOffset, length);
        long to = target.region().locate(targetOffset, length);
        target.ensureWritable();
        int targetFd = target.descriptor().acquire();
        try {
            int sourceFd = source.descriptor().acquire();
            try {
                cloneRange(target.posix(), sourceFd, from, length, targetFd, to);
            } finally {
                source.descriptor().release();
            }
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EINVAL
                    ? Failures.unsupported(
                            e, target.path(), to, length, "unaligned, or only one of the two files is DAX")
                    : e.toIoException(target.path(), to, length);
        } finally {
            target.descriptor().release();
        }
    }

    private static void cloneRange(
            Posix posix, int sourceFd, long sourceOffset, long length, int targetFd, long targetOffset)
            throws ErrnoException {
        try (CallMemory memory = CallMemory.allocate(FileCloneRange.SIZE)) {
            ByteBuffer range = memory.buffer();
            range.putLong(FileCloneRange.SRC_FD, sourceFd);
            range.putLong(FileCloneRange.SRC_OFFSET, sourceOffset);
            range.putLong(FileCloneRange.SRC_LENGTH, length);
            range.putLong(FileCloneRange.DEST_OFFSET, targetOffset);
            posix.ioctl(targetFd, LinuxConstants.FICLONERANGE, memory.address());
        }
    }
}
