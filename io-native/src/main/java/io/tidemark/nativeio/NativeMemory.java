package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.MAP_ANONYMOUS;
import static io.tidemark.nativeio.LinuxConstants.MAP_PRIVATE;
import static io.tidemark.nativeio.LinuxConstants.PROT_READ;
import static io.tidemark.nativeio.LinuxConstants.PROT_WRITE;

import java.nio.ByteBuffer;

/**
 * Zero-filled anonymous memory outside the Java heap, aligned for direct I/O. The creator owns it and closes it; no
 * cleaner does, because a page that the kernel is still reading from must not go with a garbage collection.
 *
 * <p>Safe for any thread, but closing while another thread or a system call uses the memory is the caller's error.
 */
public final class NativeMemory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NativeMemory.class.getName());

    private final Posix posix;
    private final long address;
    private final long length;
    private final long mappedLength;
    private volatile boolean closed;

    private NativeMemory(Posix posix, long address, long length, long mappedLength) {
        this.posix = posix;
        this.address = address;
        this.length = length;
        this.mappedLength = mappedLength;
    }

    /**
     * Allocates memory. The kernel backs it page by page at the first touch.
     *
     * @param lengthBytes positive; takes up whole pages
     * @param alignmentBytes a power of two; less than a page counts as a page
     * @throws IllegalArgumentException if the length is not positive or the alignment not a power of two
     * @throws OutOfMemoryError if the kernel refuses: address space, {@code vm.max_map_count} or overcommit limits
     */
    public static NativeMemory allocate(Posix posix, long lengthBytes, long alignmentBytes) {
        if (lengthBytes <= 0) {
            throw new IllegalArgumentException("Length of native memory is " + lengthBytes + ", must be positive");
        }
        if (Long.bitCount(alignmentBytes) != 1 || alignmentBytes < 0) {
            throw new IllegalArgumentException("Alignment is " + alignmentBytes + ", must be a power of two");
        }
        long page = posix.getpagesize();
        long alignment = Math.max(alignmentBytes, page);
        try {
            long mappedLength = Math.addExact(lengthBytes, page - 1) & -page;
            long reserved = Math.addExact(mappedLength, alignment - page);
            long start = posix.mmap(0, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            long address = (start + alignment - 1) & -alignment;
            trim(posix, start, address, mappedLength, start + reserved);
            return of(posix, address, lengthBytes, mappedLength);
        } catch (ErrnoException e) {
            throw outOfMemory(lengthBytes, alignment, e);
        } catch (ArithmeticException e) {
            throw outOfMemory(lengthBytes, alignment, e);
        }
    }

    /** Of memory that is mapped; where the heap has no room for what holds it, that goes again. */
    private static NativeMemory of(Posix posix, long address, long lengthBytes, long mappedLength) {
        try {
            return new NativeMemory(posix, address, lengthBytes, mappedLength);
        } catch (RuntimeException | Error e) {
            Unmapping.after(e, posix, address, mappedLength);
            throw e;
        }
    }

    /**
     * The first byte's address.
     *
     * @throws IllegalStateException if closed
     */
    public long address() {
        ensureOpen();
        return address;
    }

    /** Length in bytes, as asked for. */
    public long length() {
        return length;
    }

    /**
     * A new view of all bytes in native byte order. It dies with {@link #close}: touching it afterwards crashes the JVM.
     *
     * @throws IllegalStateException if closed, or longer than a buffer can be ({@link Integer#MAX_VALUE} bytes)
     */
    public ByteBuffer buffer() {
        ensureOpen();
        if (length > Integer.MAX_VALUE) {
            throw new IllegalStateException(length + " bytes do not fit one buffer; view parts by NativeBuffers.view");
        }
        return NativeBuffers.view(address, (int) length);
    }

    /**
     * Gives the memory back. Idempotent. Where a process has as many mappings as it may ({@code vm.max_map_count}) the kernel
     * can refuse even that, as it may have to split one; then the memory stays, which is logged: nobody waits for it, and
     * what was done with it stands.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            posix.munmap(address, mappedLength);
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.WARNING, mappedLength + " bytes of native memory stay mapped", e);
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("Native memory is closed");
        }
    }

    /** Leaves what is aligned; or nothing, if the kernel refuses to split the mapping. */
    private static void trim(Posix posix, long start, long address, long length, long end) throws ErrnoException {
        long left = start;
        try {
            unmap(posix, start, address);
            left = address;
            unmap(posix, address + length, end);
        } catch (ErrnoException e) {
            Unmapping.after(e, posix, left, end - left);
            throw e;
        }
    }

    private static void unmap(Posix posix, long start, long end) throws ErrnoException {
        if (end > start) {
            posix.munmap(start, end - start);
        }
    }

    private static OutOfMemoryError outOfMemory(long length, long alignment, Exception cause) {
        OutOfMemoryError error = new OutOfMemoryError("No " + length + " bytes of native memory aligned to " + alignment
                + " bytes; check ulimit -v, vm.max_map_count and vm.overcommit_memory");
        error.initCause(cause);
        return error;
    }
}
