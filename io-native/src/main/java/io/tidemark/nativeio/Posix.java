package io.tidemark.nativeio;

import java.util.Optional;

/**
 * The system calls that Tidemark uses, one to one: arguments are the kernel's, nothing is retried, nothing is
 * remembered. Addresses and lengths are {@code long}; buffers are native memory that the caller owns. A failed call
 * throws {@link ErrnoException} with the error number read at once; the number is never parsed from a message.
 *
 * <p>An interface so that tests can put faults and traces below everything. Stateless, safe for any thread.
 */
public interface Posix {
    /**
     * The system calls of this machine.
     *
     * @throws UnsupportedOperationException with the reason if this is not 64-bit Linux on a known architecture, or if
     *     the native library cannot be loaded
     */
    static Posix system() {
        return SystemPosix.require();
    }

    /** Why {@link #system()} would throw; empty where it works. */
    static Optional<String> unavailabilityCause() {
        return SystemPosix.unavailabilityCause();
    }

    /** getpagesize(2): bytes of a memory page, a power of two. Cannot fail. */
    int getpagesize();

    /** open(2): a new descriptor. */
    int open(String path, int flags, int mode) throws ErrnoException;

    /** close(2): never retried, also not after EINTR (the descriptor is gone). */
    void close(int fd) throws ErrnoException;

    /** unlink(2). */
    void unlink(String path) throws ErrnoException;

    /** unlinkat(2). */
    void unlinkat(int directoryFd, String name, int flags) throws ErrnoException;

    /** lseek(2): the resulting position. */
    long lseek(int fd, long offset, int whence) throws ErrnoException;

    /** pread(2): bytes read, 0 at the end of the file. */
    long pread(int fd, long address, long length, long offset) throws ErrnoException;

    /** pwrite(2): bytes written. */
    long pwrite(int fd, long address, long length, long offset) throws ErrnoException;

    /** preadv2(2) with RWF flags over an array of struct iovec. */
    long preadv2(int fd, long iovecAddress, int iovecCount, long offset, int flags) throws ErrnoException;

    /** pwritev2(2) with RWF flags over an array of struct iovec. */
    long pwritev2(int fd, long iovecAddress, int iovecCount, long offset, int flags) throws ErrnoException;

    /** fdatasync(2). */
    void fdatasync(int fd) throws ErrnoException;

    /** fsync(2). */
    void fsync(int fd) throws ErrnoException;

    /** ftruncate(2). */
    void ftruncate(int fd, long length) throws ErrnoException;

    /** fallocate(2) with FALLOC_FL flags. */
    void fallocate(int fd, int mode, long offset, long length) throws ErrnoException;

    /** posix_fadvise(2); the error comes as its return value. */
    void fadvise(int fd, long offset, long length, int advice) throws ErrnoException;

    /** readahead(2). */
    void readahead(int fd, long offset, long length) throws ErrnoException;

    /** statx(2) into a 256-byte struct statx. */
    void statx(int dirFd, String path, int flags, int mask, long statxAddress) throws ErrnoException;

    /** fstatfs(2) into a 120-byte struct statfs. */
    void fstatfs(int fd, long statfsAddress) throws ErrnoException;

    /** ioctl(2) with a pointer or integer argument. */
    int ioctl(int fd, long request, long argument) throws ErrnoException;

    /** fcntl(2) with a pointer or integer argument. */
    int fcntl(int fd, int command, long argument) throws ErrnoException;

    /** mmap(2): the address. */
    long mmap(long address, long length, int protection, int flags, int fd, long offset) throws ErrnoException;

    /** munmap(2). */
    void munmap(long address, long length) throws ErrnoException;

    /** msync(2). */
    void msync(long address, long length, int flags) throws ErrnoException;

    /** madvise(2). */
    void madvise(long address, long length, int advice) throws ErrnoException;

    /** mincore(2): one byte a page at {@code vectorAddress}. */
    void mincore(long address, long length, long vectorAddress) throws ErrnoException;

    /** cachestat(2). Never on a DAX inode: Linux 6.12 oopses. */
    void cachestat(int fd, long rangeAddress, long resultAddress, int flags) throws ErrnoException;
}
