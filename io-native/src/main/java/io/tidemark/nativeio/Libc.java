package io.tidemark.nativeio;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library's functions, bound directly. Arguments are primitive because that is JNA's fast path: a {@code Pointer}
 * or {@code NativeLong} costs several times the call. The functions with a variable argument list can be bound like this
 * because both architectures pass integer arguments of such calls as they pass all others.
 */
final class Libc {
    static {
        // The process itself, not a library by name: the C library is loaded already, whatever its file is called.
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    static native int getpagesize();

    static native int open(byte[] path, int flags, int mode);

    static native int close(int fd);

    static native int unlink(byte[] path);

    static native int unlinkat(int directoryFd, byte[] name, int flags);

    static native long lseek(int fd, long offset, int whence);

    static native long pread(int fd, long address, long length, long offset);

    static native long pwrite(int fd, long address, long length, long offset);

    static native long preadv2(int fd, long iovecAddress, int iovecCount, long offset, int flags);

    static native long pwritev2(int fd, long iovecAddress, int iovecCount, long offset, int flags);

    static native int fdatasync(int fd);

    static native int fsync(int fd);

    static native int ftruncate(int fd, long length);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native int posix_fadvise(int fd, long offset, long length, int advice);

    static native long readahead(int fd, long offset, long length);

    static native int statx(int dirFd, byte[] path, int flags, int mask, long statxAddress);

    static native int fstatfs(int fd, long statfsAddress);

    static native int ioctl(int fd, long request, long argument);

    static native int fcntl(int fd, int command, long argument);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int msync(long address, long length, int flags);

    static native int madvise(long address, long length, int advice);

    static native int mincore(long address, long length, long vectorAddress);

    static native long syscall(long number, long first, long second, long third, long fourth);
}
