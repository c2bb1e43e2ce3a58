package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FALLOC_FL_KEEP_SIZE;
import static io.tidemark.nativeio.LinuxConstants.FALLOC_FL_PUNCH_HOLE;
import static io.tidemark.nativeio.LinuxConstants.RWF_DSYNC;

import io.tidemark.nativeio.OpenRequest.Access;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

/**
 * An open regular file. Transfers are positional, between the file and native memory that the caller owns, and complete
 * when they return; there is no current position, and interrupting a thread neither stops a transfer nor closes the file.
 *
 * <p>Safe for any thread. A close waits for the calls in flight, except for reads: whoever closes while another thread
 * reads has to wait for that thread first, or it may read from a file that got the same descriptor number next. Every
 * later call throws {@link java.nio.channels.ClosedChannelException}. Writing calls on a file that was opened read-only throw
 * {@link NonWritableChannelException}. On a file opened {@link OpenRequest#direct() direct} address, offset and length of
 * each transfer must be multiples of the alignments in its {@link #facts}, otherwise {@code EINVAL} is thrown as
 * {@link NativeIoException}. Negative offsets and lengths throw {@link IllegalArgumentException}.
 *
 * <p>A file that was opened {@link OpenRequest#within within} a {@link FileRegion} is that part of the inode alone, for
 * everything that takes a file here. Reads and hints end where the region does; any other call with a range that reaches
 * beyond it throws {@link IllegalArgumentException}.
 *
 * <p>Nothing is durable before {@link #forceData}, {@link #force}, {@link #writeDurably} or a write to a file opened
 * {@link OpenRequest#dsync()} has returned. When one of those has failed, the data since the last success may be lost
 * even if a repeated call succeeds. Each looks afterwards whether the file system still takes writes, and throws
 * {@link ReadOnlyFileException} if not: the kernel reports success there without having written. A file that was opened
 * read-only has nothing to lose, and isn't looked at.
 */
public final class NativeFile implements Closeable {
    private final Posix posix;
    private final Path path;
    private final OpenRequest request;
    private final FileRegion region;
    private final Descriptor descriptor;
    private final Seeks seeks;
    private final Transfers transfers;
    private final Forces forces;
    private final IdempotentCalls calls;

    /** When it was opened. */
    private final FileFacts facts;

    NativeFile(Posix posix, int fd, Path path, OpenRequest request, FileFacts facts) {
        this.posix = posix;
        this.path = path;
        this.request = request;
        this.region = request.region();
        this.descriptor = new Descriptor(posix, fd);
        this.seeks = new Seeks(posix, path, descriptor, region);
        this.transfers = new Transfers(posix, descriptor, path, Transfers.granularity(request, facts));
        this.facts = facts;
        this.forces = new Forces(posix, path, descriptor, request.access());
        this.calls = new IdempotentCalls(posix, path, descriptor);
    }

    /**
     * Opens or creates a file. A created file's name is durable only after {@link #forceDirectory} of its directory.
     *
     * @throws NotRegularFileException if the path leads to a directory, FIFO, socket, device or refused symbolic link
     * @throws java.nio.file.NoSuchFileException if it is not there ({@code ENOENT})
     * @throws java.nio.file.FileAlreadyExistsException if it was to be created and is there ({@code EEXIST})
     * @throws java.nio.file.AccessDeniedException if it may not be opened like that ({@code EACCES}, {@code EPERM})
     * @throws UnsupportedFileOperationException if direct I/O is asked for and the file system does not offer it
     * @throws NativeIoException if the kernel refuses for another reason, such as {@code EMFILE} or {@code EROFS}
     */
    public static NativeFile open(Posix posix, Path path, OpenRequest request) throws IOException {
        return new FileOpener(posix).open(path, request);
    }

    /**
     * Creates a file without a name, open for reading and writing; it is gone when it is closed. Its {@link #path} is
     * only good for messages. Where the file system lacks {@code O_TMPFILE}, it is created under a random name and
     * unlinked at once.
     *
     * @throws IOException as {@link #open}
     */
    public static NativeFile createTemporary(Posix posix, Path directory) throws IOException {
        return new FileOpener(posix).createTemporary(directory);
    }

    /**
     * Forces a directory: names created, renamed or removed in it before are durable on return.
     *
     * @throws IOException if it cannot be opened or forced; the names may then be lost at a power cut
     */
    public static void forceDirectory(Posix posix, Path directory) throws IOException {
        try (NativeDirectory held = NativeDirectory.open(posix, directory)) {
            held.force();
        }
    }

    /**
     * Opens the same region of the same inode once more, also when it has been renamed or unlinked since. Both are closed
     * independently.
     *
     * @param newRequest without a region, or with this one
     * @throws IllegalArgumentException if the request is to create a file, or has another region
     * @throws FileReplacedException if only the path was left to go by and it leads to another file now
     * @throws IOException as {@link #open}
     */
    public NativeFile reopen(OpenRequest newRequest) throws IOException {
        if (!newRequest.region().isWholeFile() && !newRequest.region().equals(region)) {
            throw new IllegalArgumentException(
                    "A file that was opened within " + region + " can't be reopened within " + newRequest.region());
        }
        int fd = descriptor.acquire();
        try {
            return new FileOpener(posix).reopen(fd, facts, path, newRequest.within(region));
        } finally {
            descriptor.release();
        }
    }

    /** The path that it was opened by; it may lead elsewhere by now. */
    public Path path() {
        return path;
    }

    /** How it was opened. */
    public OpenRequest request() {
        return request;
    }

    /**
     * The descriptor's number, borrowed: it must not be closed, nor used once this file may be closed.
     *
     * @throws java.nio.channels.ClosedChannelException if closed
     */
    public int fd() throws IOException {
        return descriptor.number();
    }

    /** Whether {@link #close} has not been called. */
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    /** What the kernel says about the inode now, whatever region of it this is. */
    public FileFacts facts() throws IOException {
        int fd = descriptor.acquire();
        try {
            return FileFacts.of(posix, fd);
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        } finally {
            descriptor.release();
        }
    }

    /** The file's size in bytes now; of a region how many of its bytes the inode has, from 0 to its length. */
    public long size() throws IOException {
        return seeks.size();
    }

    /**
     * The offset of the first byte from {@code offset} on that lies in no hole, or the {@link #size} if all the rest is one
     * (lseek(2), {@code SEEK_DATA}). A hole reads as zeros, as does space that was allocated and not written, which counts
     * as one. An answer of the past: somebody may write there now. A file system that knows no holes says {@code offset}.
     *
     * @throws NativeIoException if the kernel refuses
     */
    public long nextData(long offset) throws IOException {
        Checks.range(offset, 0);
        return seeks.nextData(offset);
    }

    /**
     * The offset of the first byte from {@code offset} on that lies in a hole, or the {@link #size} if there is none
     * (lseek(2), {@code SEEK_HOLE}). What counts as one, and for how long, is as with {@link #nextData}. A file system that
     * knows no holes says the size.
     *
     * @throws NativeIoException if the kernel refuses
     */
    public long nextHole(long offset) throws IOException {
        Checks.range(offset, 0);
        return seeks.nextHole(offset);
    }

    /**
     * Reads into native memory.
     *
     * @param address where to, {@code length} bytes of memory that cannot fault
     * @param length in bytes
     * @param offset of the first byte in the file
     * @return bytes read; fewer than {@code length} only because the file ends there, 0 at or past its end
     * @throws MediaErrorException if the medium fails ({@code EIO}, on a direct file also {@code ENODATA}, {@code EILSEQ})
     * @throws NativeIoException if the kernel refuses
     */
    public long read(long address, long length, long offset) throws IOException {
        Checks.transfer(address, length, offset);
        return transfers.read(address, region.clip(offset, length), region.offset() + offset);
    }

    /**
     * Like {@link #read}, but all of it.
     *
     * @throws TruncatedFileException if the file ends before
     */
    public void readFully(long address, long length, long offset) throws IOException {
        if (read(address, length, offset) < length) {
            throw new TruncatedFileException(
                    path.toString(), region.offset() + offset, length, region.offset() + size());
        }
    }

    /**
     * Writes all bytes. After an exception any part of them may have been written.
     *
     * @param address where from, {@code length} bytes of memory that cannot fault
     * @param length in bytes
     * @param offset of the first byte in the file
     * @throws DiskFullException if there is no space ({@code ENOSPC}, {@code EDQUOT})
     * @throws MediaErrorException if the medium fails ({@code EIO}, on a direct file also {@code ENODATA}, {@code EILSEQ})
     * @throws NativeIoException if the kernel refuses
     */
    public void write(long address, long length, long offset) throws IOException {
        ensureWritable();
        Checks.transfer(address, length, offset);
        long location = region.locate(offset, length);
        transfers.write(address, length, location);
        requireWritten("pwrite", location, length);
    }

    /**
     * Writes the segments one after the other, as {@link #write} does. The vector is left as it is.
     *
     * @param offset of the first byte in the file
     */
    public void writeVector(IoVector segments, long offset) throws IOException {
        ensureWritable();
        long length = segments.lengthBytes();
        long location = region.locate(offset, length);
        transfers.write(segments, location, 0);
        requireWritten("pwritev2", location, length);
    }

    /**
     * Like {@link #writeVector}, and the bytes are durable on return, together with the metadata that reading them back
     * needs ({@code RWF_DSYNC}).
     *
     * @throws UnsupportedFileOperationException if the kernel does not know the flag ({@code EOPNOTSUPP})
     * @throws ReadOnlyFileException if the file system was remounted read-only; the bytes may be lost
     */
    public void writeDurably(IoVector segments, long offset) throws IOException {
        ensureWritable();
        long length = segments.lengthBytes();
        long location = region.locate(offset, length);
        transfers.write(segments, location, RWF_DSYNC);
        forces.require("pwritev2", location, length);
    }

    /** Writes zeros, in big aligned chunks; on return the blocks are written, so a later write allocates nothing. */
    public void writeZeros(long offset, long length) throws IOException {
        ensureWritable();
        long from = region.locate(offset, length);
        if (length > 0) {
            transfers.writeZeros(from, length);
            requireWritten("pwrite", from, length);
        }
    }

    /**
     * fdatasync(2): data and the size are durable on return. Never retried, not even after {@code EINTR}.
     *
     * @throws MediaErrorException if writing back fails ({@code EIO}); what it covered may be lost
     * @throws ReadOnlyFileException if the file system was remounted read-only; what it covered may be lost
     */
    public void forceData() throws IOException {
        forces.data();
    }

    /**
     * fsync(2): data and all metadata are durable on return. Never retried, not even after {@code EINTR}.
     *
     * @throws IOException as {@link #forceData}
     */
    public void force() throws IOException {
        forces.all();
    }

    /**
     * Makes sure that the file reaches to {@code end}, by a zero byte in front of that if it is shorter. Unlike {@link
     * #truncate} it cuts nothing off, whoever extends the file at the same time, as a region's neighbours may.
     */
    public void extendTo(long end) throws IOException {
        if (size() < end) {
            writeZeros(end - 1, 1);
        }
    }

    /**
     * Sets the size in bytes; what is cut off is gone, what is added reads as zeros.
     *
     * @throws UnsupportedOperationException for a region: the size is the inode's, and what a neighbour adds at the same
     *     time would be cut off, whichever way it was meant; {@link #extendTo} and {@link #allocate} don't
     */
    public void truncate(long length) throws IOException {
        ensureWritable();
        if (!region.isWholeFile()) {
            throw new UnsupportedOperationException(
                    path + " can't be cut to the size of its region of " + region + ": others use the rest of it");
        }
        Checks.range(0, length);
        calls.truncate(length);
    }

    /**
     * Allocates blocks, so that writes into the range cannot run out of space. They read as zeros; the first write to
     * each still changes metadata. The file grows to the end of the range, if that is farther.
     *
     * @param length in bytes, positive
     * @throws DiskFullException if there is no space. Bytes are as before, but on some file systems (ext4) the file keeps the
     *     blocks that it got, all that there were, and is as long as they reach: who doesn't use them {@linkplain
     *     #punchHole gives them back}
     * @throws UnsupportedFileOperationException if the file system cannot ({@code EOPNOTSUPP})
     */
    public void allocate(long offset, long length) throws IOException {
        ensureWritable();
        long from = region.locate(offset, length);
        calls.allocate(0, from, length);
    }

    /**
     * Gives the range's blocks back; it reads as zeros, and the size stays. Partial blocks at its borders are zeroed.
     *
     * @param length in bytes, positive
     * @throws UnsupportedFileOperationException if the file system cannot ({@code EOPNOTSUPP})
     */
    public void punchHole(long offset, long length) throws IOException {
        ensureWritable();
        long from = region.locate(offset, length);
        int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
        calls.allocate(mode, from, length);
    }

    /**
     * Tells the kernel how a range will be used.
     *
     * @param length in bytes; 0 means to the end of the file, as posix_fadvise(2) has it
     */
    public void advise(long offset, long length, Advice advice) throws IOException {
        Checks.range(offset, length);
        boolean toTheEnd = region.isWholeFile() && length == 0;
        long from = region.offset() + offset;
        long clipped = toTheEnd ? 0 : region.clip(offset, length == 0 ? Long.MAX_VALUE : length);
        if (toTheEnd || clipped > 0) {
            calls.advise(from, clipped, advice);
        }
    }

    /** readahead(2), once: the kernel clips it to its readahead window; {@link PageCache#warm} loops. */
    public void readahead(long offset, long length) throws IOException {
        Checks.range(offset, length);
        long from = region.offset() + offset;
        long clipped = region.clip(offset, length);
        if (clipped > 0) { // To the kernel 0 would mean 'to the end'.
            calls.readahead(from, clipped);
        }
    }

    /**
     * Locks the whole file, or just its region, for this open file, or changes the kind of the lock that it holds.
     * Against every other open of the file that asks for a part of it, in this process and in others; the last close of
     * this open file drops it.
     *
     * @return false if another open file holds a conflicting lock
     * @throws NonWritableChannelException for an exclusive lock on a file opened read-only
     * @throws UnsupportedFileOperationException if the kernel or file system has no such locks ({@code EINVAL})
     */
    public boolean tryLock(LockKind kind) throws IOException {
        if (kind == LockKind.EXCLUSIVE) {
            ensureWritable();
        }
        return OfdLock.trySet(this, kind.number());
    }

    /**
     * Waits for the calls in flight and closes the descriptor; nothing becomes durable by it. Idempotent: a failure is
     * thrown once and never retried, the descriptor is gone all the same.
     *
     * @throws IOException if close(2) reports a late write error; what was not forced may be lost
     */
    @Override
    public void close() throws IOException {
        try {
            descriptor.close();
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }

    @Override
    public String toString() {
        return "NativeFile[" + path + ", " + request + (isOpen() ? "]" : ", closed]");
    }

    Posix posix() {
        return posix;
    }

    Descriptor descriptor() {
        return descriptor;
    }

    Forces forces() {
        return forces;
    }

    /** The DAX state of the inode, which can't change while the file is open. */
    public boolean isDax() {
        return facts.isDax();
    }

    /** Whether memory is all that it lies in, see {@link FileFacts#isMemoryBacked}; asks nobody. */
    public boolean isMemoryBacked() {
        return facts.isMemoryBacked();
    }

    /** Whether its pages are those of another inode, that of the file below; asks nobody. */
    public boolean isOverlay() {
        return facts.fileSystemMagic() == FileSystemMagic.OVERLAYFS_SUPER_MAGIC;
    }

    /** Whether both are the same inode; asks nobody. */
    public boolean isSameFileAs(NativeFile other) {
        return facts.isSameFileAs(other.facts);
    }

    /**
     * What a path leads to now, seen from the inode that this was when it was opened; see {@link FileFacts#at}. For a file that
     * can be written: one that was opened read-only on an overlay of several file systems may have got another number since.
     */
    public FileFacts.Found at(Path other) throws IOException {
        return facts.at(posix, other);
    }

    /** The number of the inode's device, see {@link FileFacts#device}. */
    public long device() {
        return facts.device();
    }

    /** The device as {@code major:minor}, see {@link FileFacts#deviceNumber}. */
    public String deviceNumber() {
        return facts.deviceNumber();
    }

    /** The part of the inode that offsets count in. */
    public FileRegion region() {
        return region;
    }

    void ensureWritable() {
        if (request.access() != Access.READ_WRITE) {
            throw new NonWritableChannelException();
        }
    }

    /** After each write to a file that forces each write. */
    private void requireWritten(String operation, long offset, long length) throws IOException {
        if (request.sync() == OpenRequest.Sync.EACH_WRITE) {
            forces.require(operation, offset, length);
        }
    }
}
