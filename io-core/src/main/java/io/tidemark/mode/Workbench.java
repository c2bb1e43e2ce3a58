package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.nio.ByteBuffer;

/**
 * What every attempt works with: the system calls, a file without a name, and aligned memory. Confined to one thread.
 *
 * <pre>
 * memory   0            128 KiB          256 KiB       384 KiB
 *          | source     | target         | structs     |
 * </pre>
 */
final class Workbench {
    /** Attempts work on chunks of this length: a multiple of every block and page size that Linux file systems have. */
    static final int CHUNK_BYTES = 64 << 10;

    static final int MEMORY_BYTES = 384 << 10;

    private static final int TARGET_AT = 128 << 10;
    private static final int STRUCTS_AT = 256 << 10;
    private static final int IOVEC_BYTES = 16;

    /** As long as the smallest unit of disks, so that no two units are the same. */
    private static final int PATTERN_BYTES = 512;

    final Posix posix;
    final String directory;
    final Scratch scratch;
    final NativeMemory memory;
    private final ByteBuffer bytes;

    Workbench(Posix posix, String directory, Scratch scratch, NativeMemory memory) {
        this.posix = posix;
        this.directory = directory;
        this.scratch = scratch;
        this.memory = memory;
        this.bytes = memory.buffer();
    }

    int fd() {
        return scratch.fd();
    }

    long sourceAddress() {
        return memory.address();
    }

    long targetAddress() {
        return memory.address() + TARGET_AT;
    }

    /** Memory for one structure, zeroed, in native byte order. */
    ByteBuffer struct(int lengthBytes) {
        ByteBuffer struct = bytes.slice(STRUCTS_AT, lengthBytes).order(bytes.order());
        struct.put(new byte[lengthBytes]).clear();
        return struct;
    }

    long structAddress() {
        return memory.address() + STRUCTS_AT;
    }

    /** One struct iovec; its address. */
    long iovec(long address, long lengthBytes) {
        struct(IOVEC_BYTES).putLong(0, address).putLong(8, lengthBytes);
        return structAddress();
    }

    /**
     * Fills the source with bytes that depend on {@code seed} and are nowhere zero, and zeroes the target. The first eight of
     * every {@link #PATTERN_BYTES} depend on where they are, the others are copies, because in a JVM that has just started a
     * loop over all of them takes longer than the probes.
     */
    void fill(int seed) {
        for (int i = 0; i < PATTERN_BYTES; i += Long.BYTES) {
            putPattern(seed, i);
        }
        for (int filled = PATTERN_BYTES; filled < TARGET_AT; filled *= 2) {
            bytes.put(filled, bytes, 0, filled);
        }
        for (int i = PATTERN_BYTES; i < TARGET_AT; i += PATTERN_BYTES) {
            putPattern(seed, i);
        }
        bytes.put(TARGET_AT, new byte[TARGET_AT]);
    }

    private void putPattern(int seed, int at) {
        bytes.putLong(at, (seed * 31L + at) * 0x9e37_79b9_7f4a_7c15L | 0x0101_0101_0101_0101L);
    }

    /** Whether {@code lengthBytes} of the source, from {@code at} on, arrived in the target at the same place. */
    boolean arrived(int at, int lengthBytes) {
        return bytes.slice(at, lengthBytes).equals(bytes.slice(TARGET_AT + at, lengthBytes));
    }

    /** Whether the target's first {@code lengthBytes} are zero. */
    boolean targetIsZero(int lengthBytes) {
        return bytes.slice(TARGET_AT, lengthBytes).equals(ByteBuffer.allocate(lengthBytes));
    }

    /** Writes {@code lengthBytes} of the source, all or an error. */
    void write(int fileDescriptor, int lengthBytes, long offset) throws ErrnoException, Answers.RefutedException {
        expect("pwrite", lengthBytes, posix.pwrite(fileDescriptor, sourceAddress(), lengthBytes, offset));
    }

    /** Reads {@code lengthBytes} into the target, all or an error. */
    void read(int fileDescriptor, int lengthBytes, long offset) throws ErrnoException, Answers.RefutedException {
        expect("pread", lengthBytes, posix.pread(fileDescriptor, targetAddress(), lengthBytes, offset));
    }

    static void expect(String call, long wanted, long got) throws Answers.RefutedException {
        if (got != wanted) {
            throw new Answers.RefutedException(call + " of " + wanted + " bytes moved only " + got);
        }
    }

    /** How many pages of the file's first {@code lengthBytes} are in the page cache. Not for DAX files. */
    int residentPages(int fileDescriptor, int lengthBytes) throws ErrnoException {
        int count = lengthBytes / posix.getpagesize();
        ByteBuffer vector = struct(count);
        long address =
                posix.mmap(0, lengthBytes, LinuxConstants.PROT_READ, LinuxConstants.MAP_SHARED, fileDescriptor, 0);
        try {
            posix.mincore(address, lengthBytes, structAddress());
        } finally {
            posix.munmap(address, lengthBytes);
        }
        int resident = 0;
        for (int i = 0; i < count; i++) {
            resident += vector.get(i) & 1;
        }
        return resident;
    }
}
