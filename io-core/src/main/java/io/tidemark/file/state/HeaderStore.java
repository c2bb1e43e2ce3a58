package io.tidemark.file.state;

import io.tidemark.file.DamagedStateException;
import io.tidemark.file.FileState;
import io.tidemark.file.NotATidemarkFileException;
import io.tidemark.file.StateStore;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the state of a file in its own first bytes (layout: {@link HeaderLayout}). The identity block is written once.
 * States alternate between two slots, each with a generation and a checksum: the one that is being written is never
 * the one that counts, so a torn write costs nothing.
 */
public final class HeaderStore implements StateStore {
    private final Posix posix;
    private final NativeFile file;
    private final UUID fileId;
    private final long borderBytes;
    private final long headerBytes;
    private long generation;

    private HeaderStore(Posix posix, NativeFile file, UUID fileId, long borderBytes) {
        this.posix = posix;
        this.file = file;
        this.fileId = fileId;
        this.borderBytes = borderBytes;
        this.headerBytes = HeaderLayout.headerBytes(borderBytes);
    }

    /**
     * Writes the header of a new, empty file; durable on return, but for the file's name. The identity comes last: a
     * file without one is none of ours.
     *
     * @param file opened for writing; O_DIRECT is welcome
     */
    public static HeaderStore create(Posix posix, NativeFile file, FileState initial) throws IOException {
        HeaderStore store = new HeaderStore(posix, file, initial.fileId(), initial.borderBytes());
        file.truncate(store.headerBytes);
        store.store(initial);
        try (NativeMemory memory = NativeMemory.allocate(posix, HeaderLayout.IDENTITY_BYTES, 1)) {
            HeaderLayout.putIdentity(littleEndian(memory), initial.fileId(), initial.borderBytes());
            file.write(memory.address(), HeaderLayout.IDENTITY_BYTES, 0);
        }
        file.forceData();
        return store;
    }

    /**
     * Reads the identity of an existing file.
     *
     * @throws NotATidemarkFileException if it has none, or one of a version that this code does not know
     */
    public static HeaderStore open(Posix posix, NativeFile file) throws IOException {
        try (NativeMemory memory = NativeMemory.allocate(posix, HeaderLayout.IDENTITY_BYTES, 1)) {
            ByteBuffer identity = read(file, memory, 0);
            long borderBytes = HeaderLayout.borderBytes(file.path().toString(), identity);
            return new HeaderStore(posix, file, HeaderLayout.fileId(identity), borderBytes);
        }
    }

    /** Where the data begins: the header takes up what is below. */
    public static long headerBytes(long borderBytes) {
        return HeaderLayout.headerBytes(borderBytes);
    }

    @Override
    public Optional<FileState> load() throws IOException {
        FileState best = null;
        try (NativeMemory memory = NativeMemory.allocate(posix, HeaderLayout.slotBytes(headerBytes), 1)) {
            for (int slot = 0; slot < 2; slot++) {
                ByteBuffer bytes = read(file, memory, HeaderLayout.slotOffset(slot, headerBytes));
                long found = HeaderLayout.generation(bytes);
                if (found > generation && HeaderLayout.isIntact(bytes)) {
                    best = HeaderLayout.getState(bytes, fileId, borderBytes);
                    generation = found;
                }
            }
        } catch (IllegalArgumentException e) {
            DamagedStateException damaged = new DamagedStateException(
                    file.path().toString(), "a stored range makes no sense: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
        if (best == null) {
            throw new DamagedStateException(
                    file.path().toString(),
                    "neither of the two copies of the range states in the header is intact; restore the first "
                            + headerBytes + " bytes from a copy, or read the data from offset " + headerBytes
                            + " on with other tools");
        }
        return Optional.of(best);
    }

    @Override
    public void store(FileState state) throws IOException {
        long next = generation + 1;
        try (NativeMemory memory = NativeMemory.allocate(posix, HeaderLayout.slotBytes(headerBytes), 1)) {
            int length = HeaderLayout.putState(littleEndian(memory), state, next);
            file.write(memory.address(), length, HeaderLayout.slotOffset((int) (next & 1), headerBytes));
        }
        file.forceData();
        generation = next;
    }

    private static ByteBuffer read(NativeFile file, NativeMemory memory, long offset) throws IOException {
        long read = file.read(memory.address(), memory.length(), offset);
        return littleEndian(memory).limit((int) read);
    }

    private static ByteBuffer littleEndian(NativeMemory memory) {
        return memory.buffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
