package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.MAP_SHARED;
import static io.tidemark.nativeio.LinuxConstants.PROT_READ;
import static io.tidemark.nativeio.LinuxConstants.SEEK_END;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Whether pages of a mapping are in memory, for who asks often (mincore(2)). Of a file that the process neither owns nor may
 * write the kernel says so of every page, to keep a secret; so it is asked once about a page that nobody can have. Safe for
 * any thread as long as the mapping stays.
 */
final class MappedPages {
    private static final int PAGES_AT_A_TIME = 512;

    /** One byte a page, of which the other bits may be used some day. */
    private static final long EACH_RESIDENT = 0x0101_0101_0101_0101L;

    private static final ThreadLocal<ByteBuffer> ANSWER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PAGES_AT_A_TIME));

    private enum Honesty {
        NOT_ASKED,
        TRUE,
        NONE
    }

    private final Posix posix;
    private final Descriptor descriptor;
    private final long address;
    private volatile Honesty honesty = Honesty.NOT_ASKED;

    MappedPages(Posix posix, Descriptor descriptor, long address) {
        this.posix = posix;
        this.descriptor = descriptor;
        this.address = address;
    }

    /** Whether all pages that a part touches are known to be there. */
    boolean areKnownResident(long regionOffset, long length) {
        try {
            if (honesty == Honesty.NOT_ASKED) {
                honesty = isHonest() ? Honesty.TRUE : Honesty.NONE;
            }
            return honesty == Honesty.TRUE && areResident(regionOffset, length);
        } catch (ErrnoException | ClosedChannelException e) {
            honesty = Honesty.NONE;
            return false;
        }
    }

    private boolean areResident(long regionOffset, long length) throws ErrnoException {
        long page = posix.getpagesize();
        long end = regionOffset + length;
        for (long at = regionOffset & -page; at < end; at += PAGES_AT_A_TIME * page) {
            int pages = (int) Math.min(PAGES_AT_A_TIME, (end - at + page - 1) / page);
            if (!areResident(address + at, pages, page)) {
                return false;
            }
        }
        return true;
    }

    private boolean areResident(long from, int pages, long page) throws ErrnoException {
        ByteBuffer answer = ANSWER.get();
        posix.mincore(from, pages * page, NativeBuffers.address(answer));
        long all = EACH_RESIDENT;
        int i = 0;
        for (; i + Long.BYTES <= pages; i += Long.BYTES) {
            all &= answer.getLong(i);
        }
        for (; i < pages; i++) {
            all &= -(answer.get(i) & 1L);
        }
        return all == EACH_RESIDENT;
    }

    private boolean isHonest() throws ErrnoException, ClosedChannelException {
        long page = posix.getpagesize();
        int fd = descriptor.acquire();
        try {
            long behindTheEnd = (posix.lseek(fd, 0, SEEK_END) + 2 * page - 1) & -page;
            long mapping = posix.mmap(0, page, PROT_READ, MAP_SHARED, fd, behindTheEnd);
            try {
                return !areResident(mapping, 1, page);
            } finally {
                posix.munmap(mapping, page);
            }
        } finally {
            descriptor.release();
        }
    }
}
