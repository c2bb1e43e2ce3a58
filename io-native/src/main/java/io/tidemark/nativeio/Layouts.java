package io.tidemark.nativeio;

/** Sizes and offsets in bytes of the kernel's structures on 64-bit Linux; a test compares them with the C headers. */
final class Layouts {
    private Layouts() {}

    /** struct statx. */
    static final class Statx {
        static final int SIZE = 256;
        static final int STX_MASK = 0;
        static final int STX_BLKSIZE = 4;
        static final int STX_ATTRIBUTES = 8;
        static final int STX_NLINK = 16;
        static final int STX_MODE = 28;
        static final int STX_INO = 32;
        static final int STX_SIZE = 40;
        static final int STX_BLOCKS = 48;
        static final int STX_DEV_MAJOR = 136;
        static final int STX_DEV_MINOR = 140;
        static final int STX_MNT_ID = 144;
        static final int STX_DIO_MEM_ALIGN = 152;
        static final int STX_DIO_OFFSET_ALIGN = 156;

        private Statx() {}
    }

    /** struct statfs. */
    static final class Statfs {
        static final int SIZE = 120;
        static final int F_TYPE = 0;
        static final int F_FLAGS = 80;

        private Statfs() {}
    }

    /** struct flock. */
    static final class Flock {
        static final int SIZE = 32;
        static final int L_TYPE = 0;
        static final int L_WHENCE = 2;
        static final int L_START = 8;
        static final int L_LEN = 16;
        static final int L_PID = 24;

        private Flock() {}
    }

    /** struct iovec. */
    static final class Iovec {
        static final int SIZE = 16;
        static final int IOV_BASE = 0;
        static final int IOV_LEN = 8;

        private Iovec() {}
    }

    /** struct fsxattr. */
    static final class Fsxattr {
        static final int SIZE = 28;
        static final int FSX_XFLAGS = 0;

        private Fsxattr() {}
    }

    /** struct file_clone_range. */
    static final class FileCloneRange {
        static final int SIZE = 32;
        static final int SRC_FD = 0;
        static final int SRC_OFFSET = 8;
        static final int SRC_LENGTH = 16;
        static final int DEST_OFFSET = 24;

        private FileCloneRange() {}
    }

    /** struct fiemap, which extents follow. */
    static final class Fiemap {
        static final int SIZE = 32;
        static final int FM_START = 0;
        static final int FM_LENGTH = 8;
        static final int FM_FLAGS = 16;
        static final int FM_MAPPED_EXTENTS = 20;
        static final int FM_EXTENT_COUNT = 24;

        private Fiemap() {}
    }

    /** struct fiemap_extent. */
    static final class FiemapExtent {
        static final int SIZE = 56;
        static final int FE_LOGICAL = 0;
        static final int FE_PHYSICAL = 8;
        static final int FE_LENGTH = 16;
        static final int FE_FLAGS = 40;

        private FiemapExtent() {}
    }

    /** struct cachestat_range followed by struct cachestat. */
    static final class Cachestat {
        static final int RANGE_OFF = 0;
        static final int RANGE_LEN = 8;
        static final int RESULT = 16;
        static final int NR_CACHE = RESULT;
        static final int NR_DIRTY = RESULT + 8;
        static final int SIZE = RESULT + 40;

        private Cachestat() {}
    }
}
