package io.tidemark.nativeio;

import com.sun.jna.Native;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@link Posix} by JNA's direct mapping. */
final class JnaPosix implements Posix {
    /** What the JDK encodes paths with; anything else would open another file than java.nio.file does. */
    private static final Charset PATH_CHARSET =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    private final int pageSize = Libc.getpagesize();

    @Override
    public int getpagesize() {
        return pageSize;
    }

    @Override
    public int open(String path, int flags, int mode) throws ErrnoException {
        return check(Libc.open(encode(path), flags, mode), "open");
    }

    @Override
    public void close(int fd) throws ErrnoException {
        check(Libc.close(fd), "close");
    }

    @Override
    public void unlink(String path) throws ErrnoException {
        check(Libc.unlink(encode(path)), "unlink");
    }

    @Override
    public void unlinkat(int directoryFd, String name, int flags) throws ErrnoException {
        check(Libc.unlinkat(directoryFd, encode(name), flags), "unlinkat");
    }

    @Override
    public long lseek(int fd, long offset, int whence) throws ErrnoException {
        return check(Libc.lseek(fd, offset, whence), "lseek");
    }

    @Override
    public long pread(int fd, long address, long length, long offset) throws ErrnoException {
        return check(Libc.pread(fd, address, length, offset), "pread");
    }

    @Override
    public long pwrite(int fd, long address, long length, long offset) throws ErrnoException {
        return check(Libc.pwrite(fd, address, length, offset), "pwrite");
    }

    @Override
    public long preadv2(int fd, long iovecAddress, int iovecCount, long offset, int flags) throws ErrnoException {
        return check(Libc.preadv2(fd, iovecAddress, iovecCount, offset, flags), "preadv2");
    }

    @Override
    public long pwritev2(int fd, long iovecAddress, int iovecCount, long offset, int flags) throws ErrnoException {
        return check(Libc.pwritev2(fd, iovecAddress, iovecCount, offset, flags), "pwritev2");
    }

    @Override
    public void fdatasync(int fd) throws ErrnoException {
        check(Libc.fdatasync(fd), "fdatasync");
    }

    @Override
    public void fsync(int fd) throws ErrnoException {
        check(Libc.fsync(fd), "fsync");
    }

    @Override
    public void ftruncate(int fd, long length) throws ErrnoException {
        check(Libc.ftruncate(fd, length), "ftruncate");
    }

    @Override
    public void fallocate(int fd, int mode, long offset, long length) throws ErrnoException {
        check(Libc.fallocate(fd, mode, offset, length), "fallocate");
    }

    @Override
    public void fadvise(int fd, long offset, long length, int advice) throws ErrnoException {
        int error = Libc.posix_fadvise(fd, offset, length, advice);
        if (error != 0) {
            throw new ErrnoException("posix_fadvise", error);
        }
    }

    @Override
    public void readahead(int fd, long offset, long length) throws ErrnoException {
        check(Libc.readahead(fd, offset, length), "readahead");
    }

    @Override
    public void statx(int dirFd, String path, int flags, int mask, long statxAddress) throws ErrnoException {
        check(Libc.statx(dirFd, encode(path), flags, mask, statxAddress), "statx");
    }

    @Override
    public void fstatfs(int fd, long statfsAddress) throws ErrnoException {
        check(Libc.fstatfs(fd, statfsAddress), "fstatfs");
    }

    @Override
    public int ioctl(int fd, long request, long argument) throws ErrnoException {
        return check(Libc.ioctl(fd, request, argument), "ioctl");
    }

    @Override
    public int fcntl(int fd, int command, long argument) throws ErrnoException {
        return check(Libc.fcntl(fd, command, argument), "fcntl");
    }

    @Override
    public long mmap(long address, long length, int protection, int flags, int fd, long offset) throws ErrnoException {
        return check(Libc.mmap(address, length, protection, flags, fd, offset), "mmap");
    }

    @Override
    public void munmap(long address, long length) throws ErrnoException {
        check(Libc.munmap(address, length), "munmap");
    }

    @Override
    public void msync(long address, long length, int flags) throws ErrnoException {
        check(Libc.msync(address, length, flags), "msync");
    }

    @Override
    public void madvise(long address, long length, int advice) throws ErrnoException {
        check(Libc.madvise(address, length, advice), "madvise");
    }

    @Override
    public void mincore(long address, long length, long vectorAddress) throws ErrnoException {
        check(Libc.mincore(address, length, vectorAddress), "mincore");
    }

    @Override
    public void cachestat(int fd, long rangeAddress, long resultAddress, int flags) throws ErrnoException {
        check(Libc.syscall(LinuxConstants.SYS_CACHESTAT, fd, rangeAddress, resultAddress, flags), "cachestat");
    }

    /** Every function here fails with −1, mmap too (MAP_FAILED); the error number must be read before any other call. */
    private static long check(long result, String operation) throws ErrnoException {
        if (result == -1) {
            throw new ErrnoException(operation, Native.getLastError());
        }
        return result;
    }

    private static int check(int result, String operation) throws ErrnoException {
        if (result == -1) {
            throw new ErrnoException(operation, Native.getLastError());
        }
        return result;
    }

    private static byte[] encode(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A path cannot contain a NUL character");
        }
        byte[] bytes = path.getBytes(PATH_CHARSET);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
