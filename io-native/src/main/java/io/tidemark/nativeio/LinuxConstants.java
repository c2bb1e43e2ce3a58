package io.tidemark.nativeio;

/**
 * The kernel's numbers that Tidemark uses, under the kernel's names. All are the same on x86-64 and aarch64 but the
 * few that are selected by {@code os.arch}; on any other architecture this class cannot be initialised, and
 * {@link Posix#system()} says so first. What is newer than Linux 4.0 says since when.
 *
 * <p>Sources: the kernel's {@code include/uapi} and those of {@code arch/x86} and {@code arch/arm64}; a test compares
 * each number with the C headers of the machine that it runs on.
 */
public final class LinuxConstants {
    private static final Architecture ARCHITECTURE = Architecture.current();

    // open(2)
    public static final int O_RDONLY = 0x0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 0x2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_DSYNC = 0x1000;
    public static final int O_DIRECT = ARCHITECTURE.select(0x4000, 0x10000);
    public static final int O_DIRECTORY = ARCHITECTURE.select(0x10000, 0x4000);
    public static final int O_NOFOLLOW = ARCHITECTURE.select(0x20000, 0x8000);
    /** Only for the file's owner. */
    public static final int O_NOATIME = 0x40000;

    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    /** Implied by the 64-bit system call; the C library defines it as 0 there. */
    public static final int O_LARGEFILE = 0;

    // *at(2)
    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_EMPTY_PATH = 0x1000;

    // statx(2), since Linux 4.11
    public static final int STATX_BASIC_STATS = 0x7ff;
    /** Since Linux 5.8. */
    public static final int STATX_MNT_ID = 0x1000;
    /** Since Linux 6.1. */
    public static final int STATX_DIOALIGN = 0x2000;
    /** Since Linux 5.8; older kernels leave it out for DAX files too. */
    public static final long STATX_ATTR_DAX = 0x200000L;

    // statfs(2), since Linux 2.6.36
    public static final int ST_RDONLY = 0x1;

    // Type bits of a mode
    public static final int S_IFMT = 0xf000;
    public static final int S_IFSOCK = 0xc000;
    public static final int S_IFLNK = 0xa000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFBLK = 0x6000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFIFO = 0x1000;

    // lseek(2)
    public static final int SEEK_SET = 0;
    public static final int SEEK_END = 2;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;

    // preadv2(2), pwritev2(2)
    /** Since Linux 4.7. */
    public static final int RWF_DSYNC = 0x2;
    /** Since Linux 4.14. */
    public static final int RWF_NOWAIT = 0x8;
    /** Since Linux 6.14. */
    public static final int RWF_DONTCACHE = 0x80;

    // fallocate(2)
    public static final int FALLOC_FL_KEEP_SIZE = 0x1;
    public static final int FALLOC_FL_PUNCH_HOLE = 0x2;

    // posix_fadvise(2)
    public static final int POSIX_FADV_NORMAL = 0;
    public static final int POSIX_FADV_RANDOM = 1;
    public static final int POSIX_FADV_DONTNEED = 4;

    // mmap(2)
    public static final int PROT_READ = 0x1;
    public static final int PROT_WRITE = 0x2;
    public static final int MAP_SHARED = 0x1;
    public static final int MAP_PRIVATE = 0x2;
    /** Since Linux 4.15; makes the kernel refuse flags that it does not know. */
    public static final int MAP_SHARED_VALIDATE = 0x3;

    public static final int MAP_ANONYMOUS = 0x20;
    /** Since Linux 4.15; only with {@link #MAP_SHARED_VALIDATE}, otherwise silently ignored. */
    public static final int MAP_SYNC = 0x80000;

    // msync(2)
    public static final int MS_SYNC = 4;

    // madvise(2)
    public static final int MADV_RANDOM = 1;
    public static final int MADV_HUGEPAGE = 14;
    /** Since Linux 5.14. */
    public static final int MADV_POPULATE_READ = 22;
    /** Since Linux 5.14. */
    public static final int MADV_POPULATE_WRITE = 23;

    // fcntl(2)
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_OFD_SETLK = 37;
    public static final int F_RDLCK = 0;
    public static final int F_WRLCK = 1;

    // ioctl(2)
    /** Since Linux 4.5 for every file system. */
    public static final long FS_IOC_FSGETXATTR = 0x801c581fL;
    /** Since Linux 4.5 for every file system. */
    public static final long FS_IOC_FSSETXATTR = 0x401c5820L;

    public static final int FS_XFLAG_DAX = 0x8000;
    /** Since Linux 4.5. */
    public static final long FICLONERANGE = 0x4020940dL;

    public static final long FS_IOC_FIEMAP = 0xc020660bL;
    public static final int FIEMAP_EXTENT_LAST = 0x1;
    public static final int FIEMAP_EXTENT_UNKNOWN = 0x2;
    public static final int FIEMAP_EXTENT_DELALLOC = 0x4;
    public static final int FIEMAP_EXTENT_ENCODED = 0x8;
    public static final int FIEMAP_EXTENT_NOT_ALIGNED = 0x100;
    public static final int FIEMAP_EXTENT_UNWRITTEN = 0x800;

    // syscall(2)
    /** Since Linux 6.5; the C library has no wrapper. */
    public static final int SYS_CACHESTAT = 451;

    /** The C library has no wrapper. */
    public static final int SYS_FUTEX = ARCHITECTURE.select(202, 98);

    // futex(2), since Linux 2.6.22
    public static final int FUTEX_WAIT_PRIVATE = 0x80;
    public static final int FUTEX_WAKE_PRIVATE = 0x81;

    private LinuxConstants() {}
}
