package io.tidemark.nativeio;

import java.util.HashMap;
import java.util.Map;

/** Error numbers of Linux (the same on x86-64 and aarch64), their names and what they mean. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ETXTBSY = 26;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOLCK = 37;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    /** Of a block device: the medium failed where it was read or written. */
    public static final int ENODATA = 61;

    public static final int EOVERFLOW = 75;
    /** Of a block device: what it read or wrote doesn't fit the protection information that goes with it. */
    public static final int EILSEQ = 84;

    public static final int EOPNOTSUPP = 95;
    public static final int ESTALE = 116;
    public static final int EDQUOT = 122;
    public static final int EHWPOISON = 133;

    private static final Map<Integer, Entry> ENTRIES = entries();

    private Errno() {}

    /** The symbolic name, such as {@code ENOSPC}, or {@code errno 999} for a number without one. */
    public static String name(int errno) {
        Entry entry = ENTRIES.get(errno);
        return entry == null ? "errno " + errno : entry.name();
    }

    /** What the number means in a few words, such as {@code no space left on device}. */
    public static String text(int errno) {
        Entry entry = ENTRIES.get(errno);
        return entry == null ? "unknown error" : entry.text();
    }

    /** Name, number and meaning, such as {@code ENOSPC (28): no space left on device}. */
    public static String describe(int errno) {
        return name(errno) + " (" + errno + "): " + text(errno);
    }

    private static Map<Integer, Entry> entries() {
        Map<Integer, Entry> entries = new HashMap<>();
        add(entries, EPERM, "EPERM", "operation not permitted");
        add(entries, ENOENT, "ENOENT", "no such file or directory");
        add(entries, EINTR, "EINTR", "interrupted system call");
        add(entries, EIO, "EIO", "input/output error");
        add(entries, ENXIO, "ENXIO", "no such device or address");
        add(entries, EBADF, "EBADF", "bad file descriptor");
        add(entries, EAGAIN, "EAGAIN", "resource temporarily unavailable");
        add(entries, ENOMEM, "ENOMEM", "cannot allocate memory");
        add(entries, EACCES, "EACCES", "permission denied");
        add(entries, EFAULT, "EFAULT", "bad address");
        add(entries, EBUSY, "EBUSY", "device or resource busy");
        add(entries, EEXIST, "EEXIST", "file exists");
        add(entries, EXDEV, "EXDEV", "invalid cross-device link");
        add(entries, ENODEV, "ENODEV", "no such device");
        add(entries, ENOTDIR, "ENOTDIR", "not a directory");
        add(entries, EISDIR, "EISDIR", "is a directory");
        add(entries, EINVAL, "EINVAL", "invalid argument");
        add(entries, ENFILE, "ENFILE", "too many open files in system");
        add(entries, EMFILE, "EMFILE", "too many open files");
        add(entries, ENOTTY, "ENOTTY", "inappropriate ioctl for device");
        add(entries, ETXTBSY, "ETXTBSY", "text file busy");
        add(entries, EFBIG, "EFBIG", "file too large");
        add(entries, ENOSPC, "ENOSPC", "no space left on device");
        add(entries, EROFS, "EROFS", "read-only file system");
        add(entries, ENAMETOOLONG, "ENAMETOOLONG", "file name too long");
        add(entries, ENOLCK, "ENOLCK", "no locks available");
        add(entries, ENOSYS, "ENOSYS", "function not implemented");
        add(entries, ENOTEMPTY, "ENOTEMPTY", "directory not empty");
        add(entries, ELOOP, "ELOOP", "too many levels of symbolic links");
        add(entries, ENODATA, "ENODATA", "no data available");
        add(entries, EOVERFLOW, "EOVERFLOW", "value too large for defined data type");
        add(entries, EILSEQ, "EILSEQ", "invalid or incomplete multibyte or wide character");
        add(entries, EOPNOTSUPP, "EOPNOTSUPP", "operation not supported");
        add(entries, ESTALE, "ESTALE", "stale file handle");
        add(entries, EDQUOT, "EDQUOT", "disk quota exceeded");
        add(entries, EHWPOISON, "EHWPOISON", "memory page has hardware error");
        // Named so that a message never shows a bare number, but nothing asks for them.
        add(entries, 3, "ESRCH", "no such process");
        add(entries, 7, "E2BIG", "argument list too long");
        add(entries, 8, "ENOEXEC", "exec format error");
        add(entries, 10, "ECHILD", "no child processes");
        add(entries, 15, "ENOTBLK", "block device required");
        add(entries, 29, "ESPIPE", "illegal seek");
        add(entries, 31, "EMLINK", "too many links");
        add(entries, 32, "EPIPE", "broken pipe");
        add(entries, 33, "EDOM", "numerical argument out of domain");
        add(entries, 34, "ERANGE", "numerical result out of range");
        add(entries, 35, "EDEADLK", "resource deadlock avoided");
        add(entries, 62, "ETIME", "timer expired");
        add(entries, 67, "ENOLINK", "link has been severed");
        add(entries, 71, "EPROTO", "protocol error");
        add(entries, 74, "EBADMSG", "bad message");
        add(entries, 76, "ENOTUNIQ", "name not unique on network");
        add(entries, 87, "EUSERS", "too many users");
        add(entries, 98, "EADDRINUSE", "address already in use");
        add(entries, 104, "ECONNRESET", "connection reset by peer");
        add(entries, 105, "ENOBUFS", "no buffer space available");
        add(entries, 107, "ENOTCONN", "transport endpoint is not connected");
        add(entries, 108, "ESHUTDOWN", "cannot send after transport endpoint shutdown");
        add(entries, 110, "ETIMEDOUT", "connection timed out");
        add(entries, 111, "ECONNREFUSED", "connection refused");
        add(entries, 114, "EALREADY", "operation already in progress");
        add(entries, 115, "EINPROGRESS", "operation now in progress");
        add(entries, 117, "EUCLEAN", "structure needs cleaning");
        add(entries, 121, "EREMOTEIO", "remote I/O error");
        add(entries, 123, "ENOMEDIUM", "no medium found");
        add(entries, 124, "EMEDIUMTYPE", "wrong medium type");
        add(entries, 125, "ECANCELED", "operation canceled");
        add(entries, 126, "ENOKEY", "required key not available");
        add(entries, 129, "EKEYREJECTED", "key was rejected by service");
        add(entries, 130, "EOWNERDEAD", "owner died");
        add(entries, 131, "ENOTRECOVERABLE", "state not recoverable");
        return Map.copyOf(entries);
    }

    private static void add(Map<Integer, Entry> entries, int errno, String name, String text) {
        entries.put(errno, new Entry(name, text));
    }

    private record Entry(String name, String text) {}
}
