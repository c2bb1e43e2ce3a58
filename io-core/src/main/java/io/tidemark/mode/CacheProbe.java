package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.FileSystemMagic;
import io.tidemark.nativeio.LinuxConstants;
import java.util.Set;

/** Flags of single reads and writes, and what the page cache tells about itself. */
final class CacheProbe {
    private static final int CACHESTAT_RANGE_BYTES = 16;
    private static final int CACHESTAT_BYTES = 40;
    private static final int CACHESTAT_AT = 64;

    /**
     * The kernel takes RWF_DSYNC for all file systems, and leaves it to each to force. Those that serve files of somebody
     * else don't all do so for an O_DIRECT write: FUSE leaves it to the server, 9p passes over it.
     */
    private static final Set<Long> FORCING = Set.of(
            FileSystemMagic.EXT4_SUPER_MAGIC,
            FileSystemMagic.XFS_SUPER_MAGIC,
            FileSystemMagic.BTRFS_SUPER_MAGIC,
            FileSystemMagic.F2FS_SUPER_MAGIC,
            FileSystemMagic.TMPFS_MAGIC);

    private final Workbench bench;
    private final FileFacts scratch;
    private final boolean isDax;

    /** @param isDax whether the scratch file or the probed file is DAX */
    CacheProbe(Workbench bench, FileFacts scratch, boolean isDax) {
        this.bench = bench;
        this.scratch = scratch;
        this.isDax = isDax;
    }

    void run(Answers answers) throws ErrnoException {
        // The write comes first: the reads and cachestat look at what it left.
        answers.attempt(Feature.DURABLE_WRITE, this::durableWrite);
        answers.attempt(Feature.NOWAIT_READ, this::nowaitRead);
        if (isDax) {
            answers.no(
                    Feature.CACHE_STATISTICS,
                    "not tried: cachestat on a DAX file oopses Linux 6.12, and there is no page cache to count");
        } else {
            answers.attempt(Feature.CACHE_STATISTICS, this::cachestat);
        }
        answers.attempt(Feature.UNCACHED_READ, this::uncachedRead);
    }

    private String durableWrite() throws ErrnoException, Answers.RefutedException {
        bench.fill(1);
        try {
            long iovec = bench.iovec(bench.sourceAddress(), Workbench.CHUNK_BYTES);
            long written = bench.posix.pwritev2(bench.fd(), iovec, 1, 0, LinuxConstants.RWF_DSYNC);
            Workbench.expect("pwritev2(RWF_DSYNC)", Workbench.CHUNK_BYTES, written);
        } catch (ErrnoException e) {
            if (Answers.isFull(e)) {
                requireForcing();
                return "pwritev2(RWF_DSYNC) was taken, and found the disk full";
            }
            throw new ErrnoException("pwritev2(RWF_DSYNC)", e.errno());
        }
        requireForcing();
        return "pwritev2(RWF_DSYNC) wrote " + Workbench.CHUNK_BYTES + " bytes";
    }

    private void requireForcing() throws Answers.RefutedException {
        if (!FORCING.contains(scratch.fileSystemMagic())) {
            throw new Answers.RefutedException("pwritev2(RWF_DSYNC) was taken, but "
                    + scratch.fileSystemType()
                    + " isn't known to force what is written with it; fdatasync does");
        }
    }

    private String nowaitRead() throws ErrnoException, Answers.RefutedException {
        try {
            return "preadv2(RWF_NOWAIT) read " + read(LinuxConstants.RWF_NOWAIT) + " bytes";
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EAGAIN) {
                return "preadv2(RWF_NOWAIT) declined to wait (EAGAIN)";
            }
            throw new ErrnoException("preadv2(RWF_NOWAIT)", e.errno());
        }
    }

    private String uncachedRead() throws ErrnoException, Answers.RefutedException {
        long read;
        try {
            bench.posix.fadvise(bench.fd(), 0, Workbench.CHUNK_BYTES, LinuxConstants.POSIX_FADV_DONTNEED);
            read = read(LinuxConstants.RWF_DONTCACHE);
        } catch (ErrnoException e) {
            throw new ErrnoException("preadv2(RWF_DONTCACHE)", e.errno());
        }
        if (isDax) {
            return "preadv2(RWF_DONTCACHE) read " + read + " bytes; a DAX file has no page cache anyway";
        }
        int left = bench.residentPages(bench.fd(), Workbench.CHUNK_BYTES);
        if (left > 0) {
            throw new Answers.RefutedException(
                    "preadv2(RWF_DONTCACHE) was accepted, but left " + left + " pages in the page cache");
        }
        return "preadv2(RWF_DONTCACHE) read " + read + " bytes and left none in the page cache";
    }

    private long read(int flags) throws ErrnoException {
        long iovec = bench.iovec(bench.targetAddress(), Workbench.CHUNK_BYTES);
        return bench.posix.preadv2(bench.fd(), iovec, 1, 0, flags);
    }

    private String cachestat() throws ErrnoException {
        var structs = bench.struct(CACHESTAT_AT + CACHESTAT_BYTES);
        structs.putLong(0, 0).putLong(CACHESTAT_RANGE_BYTES / 2, Workbench.CHUNK_BYTES);
        bench.posix.cachestat(bench.fd(), bench.structAddress(), bench.structAddress() + CACHESTAT_AT, 0);
        return "cachestat counted " + structs.getLong(CACHESTAT_AT) + " cached pages";
    }
}
