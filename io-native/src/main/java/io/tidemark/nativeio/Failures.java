package io.tidemark.nativeio;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Translates error numbers where the path and the bytes are known. */
final class Failures {
    /** Stands for 'no offset' and 'no length'. */
    static final long NONE = -1;

    /** Calls that a direct file refuses unless all is aligned; what a block device says of its medium comes out of them. */
    private static final Set<String> TRANSFERS = Set.of("pread", "preadv2", "pwrite", "pwritev2");

    private static final String MEDIUM_FAILED = "the medium failed: see the kernel log, and do not trust a retry";

    private Failures() {}

    static FileSystemException translate(ErrnoException cause, Path path, long offset, long length) {
        return translate(cause, path, offset, length, advice(cause));
    }

    static FileSystemException translate(ErrnoException cause, Path path, long offset, long length, String advice) {
        String file = path == null ? null : path.toString();
        String reason =
                isDiskFull(cause) ? noSpace(cause, offset, length, advice) : describe(cause, offset, length, advice);
        return switch (cause.errno()) {
            case Errno.ENOENT -> caused(new NoSuchFileException(file, null, reason), cause);
            case Errno.EACCES, Errno.EPERM -> caused(new AccessDeniedException(file, null, reason), cause);
            case Errno.EEXIST -> caused(new FileAlreadyExistsException(file, null, reason), cause);
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> new DiskFullException(file, reason, cause, offset, length);
            case Errno.EIO, Errno.EHWPOISON, Errno.ENODATA ->
                new MediaErrorException(file, reason, cause, offset, length);
            case Errno.EILSEQ ->
                isOfMedium(cause)
                        ? new MediaErrorException(file, reason, cause, offset, length)
                        : new NativeIoException(file, reason, cause, offset, length);
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM ->
                new ResourceShortageException(file, reason, cause, offset, length);
            case Errno.EROFS -> new ReadOnlyFileException(file, reason, cause, offset, length);
            case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.ENOTTY, Errno.ENODEV ->
                new UnsupportedFileOperationException(file, reason, cause, offset, length);
            default -> new NativeIoException(file, reason, cause, offset, length);
        };
    }

    /** For numbers that mean 'not offered here' only in the context of one call, such as EINVAL. */
    static UnsupportedFileOperationException unsupported(
            ErrnoException cause, Path path, long offset, long length, String advice) {
        return new UnsupportedFileOperationException(
                path.toString(), describe(cause, offset, length, advice), cause, offset, length);
    }

    static UnbackedPagesException unbackedPages(
            ErrnoException cause, Path path, long offset, long length, String advice) {
        return new UnbackedPagesException(
                path.toString(), describe(cause, offset, length, advice), cause, offset, length);
    }

    static ReadOnlyFileException notForced(ErrnoException cause, Path path, long offset, long length) {
        String advice =
                "it reported success, but the file system was remounted read-only, where it writes nothing: what"
                        + " was written since the last force may be lost; see the kernel log";
        return new ReadOnlyFileException(
                path.toString(), describe(cause, offset, length, advice), cause, offset, length);
    }

    private static boolean isDiskFull(ErrnoException cause) {
        return cause.errno() == Errno.ENOSPC || cause.errno() == Errno.EDQUOT || cause.errno() == Errno.EFBIG;
    }

    /** Whether {@code EILSEQ} is of a block device; a call that takes a path means a name that isn't UTF-8. */
    private static boolean isOfMedium(ErrnoException cause) {
        return TRANSFERS.contains(cause.operation());
    }

    /** What is wrong comes first: whoever reads it may not know what the call was for. */
    private static String noSpace(ErrnoException cause, long offset, long length, String advice) {
        return Errno.text(cause.errno()) + " (" + Errno.name(cause.errno()) + ", " + cause.operation()
                + (length >= 0 ? " of " + length + " bytes" : "") + (offset >= 0 ? " at offset " + offset : "") + "); "
                + advice;
    }

    private static String describe(ErrnoException cause, long offset, long length, String advice) {
        StringBuilder text = new StringBuilder(160).append(cause.operation()).append(" failed");
        if (length >= 0) {
            text.append(" for ").append(length).append(" bytes");
        }
        if (offset >= 0) {
            text.append(" at offset ").append(offset);
        }
        text.append(": ").append(Errno.describe(cause.errno()));
        if (!advice.isEmpty()) {
            text.append("; ").append(advice);
        }
        return text.toString();
    }

    private static String advice(ErrnoException cause) {
        return switch (cause.errno()) {
            case Errno.ENOSPC -> "make room in its file system";
            case Errno.EDQUOT -> "raise the quota or free space that counts towards it";
            case Errno.EFBIG -> "beyond the largest file of this file system or of ulimit -f";
            case Errno.EMFILE -> "this process has too many open files: raise ulimit -n";
            case Errno.ENFILE -> "the system has too many open files: raise fs.file-max";
            case Errno.ENOMEM -> "no memory or address space: check vm.max_map_count and ulimit -v";
            case Errno.EROFS -> "the file system is mounted read-only, possibly after an error: see the kernel log";
            case Errno.EIO, Errno.EHWPOISON, Errno.ENODATA -> MEDIUM_FAILED;
            case Errno.EILSEQ -> isOfMedium(cause) ? MEDIUM_FAILED : "";
            case Errno.EACCES, Errno.EPERM -> "check owner, mode and mount options";
            case Errno.ELOOP -> "the path is a symbolic link, or has too many of them";
            case Errno.ESTALE -> "the file is gone on its server: open it again";
            case Errno.EINVAL ->
                TRANSFERS.contains(cause.operation())
                        ? "on a direct file the address, offset and length must be multiples of the alignments"
                                + " in its FileFacts"
                        : "";
            case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.ENOTTY, Errno.ENODEV ->
                "not offered by this kernel, file" + " system or file";
            default -> "";
        };
    }

    private static FileSystemException caused(FileSystemException exception, ErrnoException cause) {
        exception.initCause(cause);
        return exception;
    }
}
