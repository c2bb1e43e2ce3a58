package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.FileFacts.DirectIo;
import io.tidemark.nativeio.LinuxConstants;

/** Real O_DIRECT writes and reads, from the smallest unit up. */
final class DirectIoProbe {
    private static final int SMALLEST_UNIT_BYTES = 512;

    /** Headers and borders are multiples of this. It is also what any disk but a few takes. */
    private static final int LARGEST_UNIT_BYTES = 4096;

    private final Workbench bench;
    private final FileFacts inode;
    private int writeUnitBytes;

    /** @param inode the scratch file's facts */
    DirectIoProbe(Workbench bench, FileFacts inode) {
        this.bench = bench;
        this.inode = inode;
    }

    /** The unit that worked; 0 if none did. */
    int writeUnitBytes() {
        return writeUnitBytes;
    }

    String run() throws ErrnoException, Answers.RefutedException {
        if (inode.directIo() == DirectIo.NONE) {
            throw new Answers.RefutedException("STATX_DIOALIGN says that these files take no direct I/O");
        }
        try (Scratch direct = open()) {
            if (inode.isMemoryBacked()) {
                throw new Answers.RefutedException(inode.fileSystemType()
                        + " is a memory file system: O_DIRECT opens, but 'direct' writes land in the page cache");
            }
            bench.posix.ftruncate(direct.fd(), 4L * Workbench.CHUNK_BYTES);
            try {
                return smallest(direct);
            } catch (ErrnoException e) {
                if (Answers.isFull(e)) {
                    return assume();
                }
                throw e;
            }
        }
    }

    /** The kernel may look for space before it looks at the alignment, so a full disk leaves only what is reported. */
    private String assume() {
        boolean usable = isUsable();
        writeUnitBytes = usable ? inode.directOffsetAlignment() : LARGEST_UNIT_BYTES;
        return "O_DIRECT opens; no write could be tried, because the disk is full, so units of " + writeUnitBytes
                + " bytes are " + (usable ? "taken from STATX_DIOALIGN" : "assumed");
    }

    private Scratch open() throws ErrnoException {
        try {
            return Scratch.open(bench.posix, bench.directory, LinuxConstants.O_DIRECT);
        } catch (ErrnoException e) {
            throw new ErrnoException(e.operation() + "(O_DIRECT)", e.errno());
        }
    }

    private String smallest(Scratch direct) throws ErrnoException, Answers.RefutedException {
        // Reported by some file systems, but not kept by all: what counts is the write.
        if (isUsable() && works(direct, inode.directOffsetAlignment(), inode.directMemoryAlignment())) {
            return evidence(inode.directMemoryAlignment(), "as STATX_DIOALIGN reports");
        }
        for (int unit = SMALLEST_UNIT_BYTES; unit <= LARGEST_UNIT_BYTES; unit *= 2) {
            if (works(direct, unit, unit)) {
                return evidence(
                        unit,
                        inode.directIo() == DirectIo.SUPPORTED
                                ? "although STATX_DIOALIGN reports " + inode.directOffsetAlignment() + ", and "
                                        + inode.directMemoryAlignment() + " for memory"
                                : "found by trying, because STATX_DIOALIGN is not reported");
            }
        }
        throw new Answers.RefutedException("O_DIRECT opens, but writes of " + SMALLEST_UNIT_BYTES + " to "
                + LARGEST_UNIT_BYTES + " bytes, the longest units that are used, all fail with EINVAL");
    }

    /** What is written is in memory at multiples of the unit, and of no more: it may lie anywhere in a page. */
    private boolean isUsable() {
        return inode.directIo() == DirectIo.SUPPORTED
                && inode.directOffsetAlignment() <= LARGEST_UNIT_BYTES
                && inode.directMemoryAlignment() <= inode.directOffsetAlignment();
    }

    /**
     * Writes one unit at an offset and from an address that are multiples of no more than what is tried, and reads it
     * back the same way.
     */
    private boolean works(Scratch direct, int unit, int memoryAlignment)
            throws ErrnoException, Answers.RefutedException {
        bench.fill(unit);
        long from = bench.sourceAddress() + memoryAlignment;
        long into = bench.targetAddress() + memoryAlignment;
        try {
            Workbench.expect("O_DIRECT pwrite", unit, bench.posix.pwrite(direct.fd(), from, unit, unit));
            Workbench.expect("O_DIRECT pread", unit, bench.posix.pread(direct.fd(), into, unit, unit));
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EINVAL) {
                return false;
            }
            throw new ErrnoException("O_DIRECT " + e.operation(), e.errno());
        }
        if (!bench.arrived(memoryAlignment, unit)) {
            throw new Answers.RefutedException(
                    "an O_DIRECT write of " + unit + " bytes was accepted, but read back as something else");
        }
        refuteIfCached(direct);
        writeUnitBytes = unit;
        return true;
    }

    private void refuteIfCached(Scratch direct) throws Answers.RefutedException {
        if (inode.isDax()) {
            return;
        }
        int cached;
        try {
            cached = bench.residentPages(direct.fd(), Workbench.CHUNK_BYTES);
        } catch (ErrnoException e) {
            // A file system without mappings: nothing speaks against the write that worked.
            return;
        }
        if (cached > 0) {
            throw new Answers.RefutedException("O_DIRECT writes are accepted, but they land in the page cache ("
                    + cached + " pages after one write)");
        }
    }

    private String evidence(int memoryAlignment, String how) {
        return "an O_DIRECT write of " + writeUnitBytes + " bytes from memory aligned to " + memoryAlignment
                + " was read back, " + how;
    }
}
