package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.MADV_RANDOM;
import static io.tidemark.nativeio.LinuxConstants.MAP_SHARED;
import static io.tidemark.nativeio.LinuxConstants.MS_SYNC;
import static io.tidemark.nativeio.LinuxConstants.PROT_READ;
import static io.tidemark.nativeio.LinuxConstants.PROT_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A shared mapping of a range of a file. It stays valid when the file is closed, but for {@link #sync}. Whoever creates it
 * closes it, when nobody touches its memory any more: a touch after the close crashes the JVM, and so does one of a page
 * that cannot be backed (SIGBUS), so populate before the first touch and do not truncate underneath.
 *
 * <p>Stores become durable by {@link #sync} or a force of the file. Safe for any thread; a close waits for a running
 * populate or sync.
 */
public final class MappedRegion implements AutoCloseable {
    /** What a mapping allows. */
    public enum Kind {
        READ_ONLY(PROT_READ),
        READ_WRITE(PROT_READ | PROT_WRITE);

        private final int protection;

        Kind(int protection) {
            this.protection = protection;
        }
    }

    private final Posix posix;
    private final NativeFile file;
    private final Path path;
    private final Kind kind;
    private final long address;
    private final long offset;
    /** Of the first byte in the inode; what errors tell. */
    private final long location;

    private final long length;
    private final MappedPages pages;
    /** Shared by calls on the mapping, which may take long and don't disturb each other; exclusive for the close. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean closed;

    private MappedRegion(NativeFile file, Kind kind, long address, long offset, long length) {
        this.posix = file.posix();
        this.file = file;
        this.path = file.path();
        this.location = file.region().offset() + offset;
        this.kind = kind;
        this.address = address;
        this.offset = offset;
        this.length = length;
        this.pages = new MappedPages(posix, file.descriptor(), address);
    }

    /**
     * Maps a range, of a {@link FileRegion} one that lies inside it. The file is not extended; pages past its end must not
     * be touched.
     *
     * @param offset of the first byte, a multiple of the page size
     * @param length in bytes, a positive multiple of the page size
     * @throws IllegalArgumentException if offset or length are not such multiples
     * @throws java.nio.channels.NonWritableChannelException for a writable mapping of a file opened read-only
     * @throws UnsupportedFileOperationException if the file system has no mappings ({@code ENODEV})
     * @throws NativeIoException if the kernel refuses for another reason, such as {@code ENOMEM}
     */
    public static MappedRegion map(NativeFile file, long offset, long length, Kind kind) throws IOException {
        long location = file.region().locate(offset, length);
        Posix posix = file.posix();
        long page = posix.getpagesize();
        if (length == 0 || (length & (page - 1)) != 0 || (offset & (page - 1)) != 0) {
            throw new IllegalArgumentException("Cannot map offset " + offset + ", length " + length
                    + ": both must be multiples of the page size " + page + ", the length positive");
        }
        if (kind != Kind.READ_ONLY) {
            file.ensureWritable();
        }
        int fd = file.descriptor().acquire();
        try {
            long address = posix.mmap(0, length, kind.protection, MAP_SHARED, fd, location);
            return of(file, kind, address, offset, length);
        } catch (ErrnoException e) {
            throw e.toIoException(file.path(), location, length);
        } finally {
            file.descriptor().release();
        }
    }

    /** Of a mapping that has been made; where the heap has no room for it that goes again. */
    private static MappedRegion of(NativeFile file, Kind kind, long address, long offset, long length) {
        try {
            return new MappedRegion(file, kind, address, offset, length);
        } catch (RuntimeException | Error e) {
            Unmapping.after(e, file.posix(), address, length);
            throw e;
        }
    }

    /**
     * Address of the first byte.
     *
     * @throws IllegalStateException if closed
     */
    public long address() {
        ensureOpen();
        return address;
    }

    /** Length in bytes. */
    public long length() {
        return length;
    }

    /** Offset of the first byte, as it was asked for. */
    public long offset() {
        return offset;
    }

    /**
     * A new view of the whole region in native byte order; it dies with {@link #close}.
     *
     * @throws IllegalStateException if closed, or longer than a buffer can be ({@link Integer#MAX_VALUE} bytes)
     */
    public ByteBuffer buffer() {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalStateException(length + " bytes do not fit one buffer; view them in parts");
        }
        return buffer(0, (int) length);
    }

    /**
     * A new view of a part in native byte order; it dies with {@link #close}.
     *
     * @param regionOffset in bytes from the region's start
     * @param viewLength in bytes
     * @throws IllegalStateException if closed
     */
    public ByteBuffer buffer(long regionOffset, int viewLength) {
        Checks.within(regionOffset, viewLength, length);
        ensureOpen();
        ByteBuffer view = NativeBuffers.view(address + regionOffset, viewLength);
        return kind == Kind.READ_ONLY ? view.asReadOnlyBuffer().order(view.order()) : view;
    }

    /**
     * Backs every page with a writable one, so that no later store can fail for want of space (MADV_POPULATE_WRITE).
     * Holes are allocated by it; contents do not change.
     *
     * @throws IllegalStateException if closed or mapped read-only
     * @throws UnbackedPagesException if a page cannot be backed ({@code EFAULT}): disk full, or past the end of the file
     * @throws MediaErrorException if a page's memory is poisoned ({@code EHWPOISON})
     * @throws UnsupportedFileOperationException before Linux 5.14 ({@code EINVAL})
     */
    public void populateWrite() throws IOException {
        populateWrite(0, length);
    }

    /**
     * Like {@link #populateWrite()}, for the pages that a part touches.
     *
     * @param regionOffset in bytes from the region's start; rounded down to a page
     * @param populateLength in bytes
     */
    public void populateWrite(long regionOffset, long populateLength) throws IOException {
        if (kind == Kind.READ_ONLY) {
            throw new IllegalStateException("A read-only mapping cannot be populated for writing");
        }
        populate(Populating::forWriting, regionOffset, populateLength);
    }

    /**
     * Reads every page in (MADV_POPULATE_READ).
     *
     * @throws IOException as {@link #populateWrite}
     */
    public void populateRead() throws IOException {
        populateRead(0, length);
    }

    /**
     * Like {@link #populateRead()}, for the pages that a part touches.
     *
     * @param regionOffset in bytes from the region's start; rounded down to a page
     * @param populateLength in bytes
     */
    public void populateRead(long regionOffset, long populateLength) throws IOException {
        populate(Populating::forReading, regionOffset, populateLength);
    }

    /**
     * Whether all pages that a part touches are known to be in memory, so that to touch them reads nothing from a medium
     * (mincore(2)). Cheap, and an answer of the past: the kernel may take a page back at any moment. Beside a close it may be
     * one about what was mapped in the same place next.
     *
     * @param regionOffset in bytes from the region's start
     * @param partLength in bytes
     * @return false also where the kernel doesn't say: of a file that the process neither owns nor may write, in a sandbox,
     *     or if the file was closed before this was asked for the first time
     */
    public boolean isKnownResident(long regionOffset, long partLength) {
        Checks.within(regionOffset, partLength, length);
        ensureOpen();
        return pages.areKnownResident(regionOffset, partLength); // No lock, which all who scan would share.
    }

    /** Turns the readahead of this mapping off (MADV_RANDOM); a fault still maps what is cached around its page. */
    public void adviseRandom() throws IOException {
        lock.readLock().lock();
        try {
            ensureOpen();
            Populating.advise(posix, address, length, MADV_RANDOM);
        } catch (ErrnoException e) {
            throw e.toIoException(path, location, length);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Makes the pages that the range touches durable (msync(2), MS_SYNC). On a DAX inode far slower than writing cache
     * lines back. Never retried.
     *
     * @param regionOffset in bytes from the region's start; rounded down to a page
     * @param syncLength in bytes
     * @throws MediaErrorException if writing back fails ({@code EIO}); what it covered may be lost
     * @throws ReadOnlyFileException if the file system was remounted read-only, where msync(2) reports success without
     *     having written; what it covered may be lost
     * @throws java.nio.channels.ClosedChannelException if the file that was mapped is closed: then that can't be told
     */
    public void sync(long regionOffset, long syncLength) throws IOException {
        Checks.within(regionOffset, syncLength, length);
        long start = regionOffset & -posix.getpagesize();
        lock.readLock().lock();
        try {
            ensureOpen();
            int fd = file.descriptor().acquire();
            try {
                posix.msync(address + start, regionOffset + syncLength - start, MS_SYNC);
                if (kind != Kind.READ_ONLY) {
                    file.forces().require(fd, "msync", location + regionOffset, syncLength);
                }
            } finally {
                file.descriptor().release();
            }
        } catch (ErrnoException e) {
            throw e.toIoException(path, location + regionOffset, syncLength);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Unmaps. Idempotent. Makes nothing durable.
     *
     * @throws NativeIoException if the kernel refuses, as it may where it would have to split a mapping and the process has
     *     as many as it may ({@code ENOMEM}); the region is closed all the same, and its addresses are lost
     */
    @Override
    public void close() throws IOException {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            posix.munmap(address, length);
        } catch (ErrnoException e) {
            throw e.toIoException(path, location, length);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "MappedRegion[" + path + ", offset " + location + ", length " + length + ", " + kind
                + (closed ? ", closed]" : "]");
    }

    private interface Populate {
        void pages(Posix posix, Path path, long offset, long address, long length) throws IOException;
    }

    private void populate(Populate how, long regionOffset, long populateLength) throws IOException {
        Checks.within(regionOffset, populateLength, length);
        lock.readLock().lock();
        try {
            ensureOpen();
            how.pages(posix, path, location + regionOffset, address + regionOffset, populateLength);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("The mapping of " + path + " at offset " + location + " is closed");
        }
    }
}
