package io.tidemark.file.state;

import io.tidemark.file.DamagedStateException;
import io.tidemark.file.FileState;
import io.tidemark.file.NotATidemarkFileException;
import io.tidemark.file.StateStore;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Pause;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.ClosedException;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the state of a file in its own first bytes (layout: {@link HeaderLayout}). The identity block is written once.
 * Every state goes into both of two slots, each with a generation and a checksum, one after the other: the first one is
 * durable before the second one is touched, so a torn write costs nothing, and neither does damage to one of them later.
 *
 * <p>It has memory for a slot from the beginning: where a process has no more mappings, a file can still be closed in order.
 */
public final class HeaderStore implements StateStore, Closeable {
    private static final System.Logger LOG = System.getLogger(HeaderStore.class.getName());

    /** Beside a writer a reader may find a copy half written, and both if the writer goes on to the other one meanwhile. */
    private static final int MOST_LOOKS = 20;

    private static final int LOOKS_BESIDE_AN_INTACT_COPY = 3;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NativeFile file;
    private final UUID fileId;
    private final long borderBytes;
    private final long headerBytes;

    /** For one slot. */
    private final NativeMemory memory;

    private long generation;

    /** The slot that is written first: not the one that is known to be durable. */
    private int leading;

    private boolean isClosed;

    private HeaderStore(Posix posix, NativeFile file, UUID fileId, long borderBytes) {
        this.file = file;
        this.fileId = fileId;
        this.borderBytes = borderBytes;
        this.headerBytes = HeaderLayout.headerBytes(borderBytes);
        this.memory = NativeMemory.allocate(posix, HeaderLayout.slotBytes(headerBytes), 1);
    }

    /** Whether the first bytes of something, in whatever order the buffer is, begin a file with a header. */
    public static boolean isBeginOfFile(ByteBuffer bytes) {
        return HeaderLayout.isIdentity(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * Writes the header of a new, empty file; durable on return, but for the file's name. The identity comes last: a
     * file without one is none of ours, unless it is an {@link UnfinishedHeader}.
     *
     * @param file opened for writing; O_DIRECT is welcome
     * @param initial the {@link UnfinishedHeader#firstState}
     */
    public static HeaderStore create(Posix posix, NativeFile file, FileState initial) throws IOException {
        HeaderStore store = new HeaderStore(posix, file, initial.fileId(), initial.borderBytes());
        try {
            store.begin(initial);
            return store;
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, store);
            throw e;
        }
    }

    private void begin(FileState initial) throws IOException {
        // Written once, so that no later state can meet a full disk.
        file.writeZeros(0, HeaderLayout.slotOffset(2, headerBytes));
        file.truncate(headerBytes);
        store(initial);
        HeaderLayout.putIdentity(slot(), fileId, borderBytes);
        file.write(memory.address(), HeaderLayout.IDENTITY_BYTES, 0);
        file.forceData();
    }

    /**
     * Reads the identity of an existing file.
     *
     * @throws NotATidemarkFileException if it has none, or one of a version that this code does not know
     */
    public static HeaderStore open(Posix posix, NativeFile file) throws IOException {
        try (NativeMemory memory = NativeMemory.allocate(posix, HeaderLayout.IDENTITY_BYTES, 1)) {
            long read = file.read(memory.address(), memory.length(), 0);
            ByteBuffer identity = littleEndian(memory).limit((int) read);
            long borderBytes = HeaderLayout.borderBytes(file.path().toString(), identity);
            return new HeaderStore(posix, file, HeaderLayout.fileId(identity), borderBytes);
        }
    }

    /** Where the data begins: the header takes up what is below. */
    public static long headerBytes(long borderBytes) {
        return HeaderLayout.headerBytes(borderBytes);
    }

    @Override
    public synchronized Optional<FileState> load() throws IOException {
        boolean isWriter = file.request().access() == OpenRequest.Access.READ_WRITE;
        Copies copies = read();
        for (int look = 1; !isWriter && look < looks(copies); look++) {
            Pause.nanos(this, LOOK_AGAIN_NANOS);
            copies = read();
        }
        if (copies.best == null) {
            throw new DamagedStateException(
                    file.path().toString(),
                    "neither of the two copies of the range states in the header is intact; restore the first "
                            + headerBytes + " bytes from a copy, or read the data from offset " + headerBytes
                            + " on with other tools");
        }
        if (copies.damaged > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: one of the two copies of the range states in the header is damaged; the other one is used",
                    file.path());
        }
        if (isWriter) {
            file.forceData(); // The slot written second may not be durable yet, and the other one is overwritten next.
        }
        generation = copies.generation;
        leading = 1 - copies.slot;
        return Optional.of(copies.best);
    }

    /** How often a reader looks: a writer may be writing one copy, and where neither is intact, both one after the other. */
    private static int looks(Copies copies) {
        if (copies.damaged == 0) {
            return 1;
        }
        return copies.best == null ? MOST_LOOKS : LOOKS_BESIDE_AN_INTACT_COPY;
    }

    /**
     * The slots as they were when each was looked at.
     *
     * @param best of those that are intact the newest; null if none is
     * @param slot where that is
     * @param damaged how many aren't intact
     */
    private record Copies(FileState best, long generation, int slot, int damaged) {}

    private Copies read() throws IOException {
        Copies copies = new Copies(null, 0, 0, 0);
        try {
            for (int slot = 0; slot < 2; slot++) {
                ByteBuffer bytes = readUsed(HeaderLayout.slotOffset(slot, headerBytes));
                long found = HeaderLayout.generation(bytes);
                if (found <= 0 || !HeaderLayout.isIntact(bytes)) {
                    copies = new Copies(copies.best, copies.generation, copies.slot, copies.damaged + 1);
                } else if (found > copies.generation) {
                    FileState state = HeaderLayout.getState(bytes, fileId, borderBytes);
                    copies = new Copies(state, found, slot, copies.damaged);
                }
            }
            return copies;
        } catch (IllegalArgumentException e) {
            DamagedStateException nonsense = new DamagedStateException(
                    file.path().toString(), "a stored range makes no sense: " + e.getMessage());
            nonsense.initCause(e);
            throw nonsense;
        }
    }

    /** What a slot's state takes up of it; the rest was never written but with zeros. */
    private ByteBuffer readUsed(long offset) throws IOException {
        int block = HeaderLayout.IDENTITY_BYTES;
        long read = file.read(memory.address(), block, offset);
        ByteBuffer slot = slot();
        long used = read < block ? read : HeaderLayout.usedBytes(slot);
        if (used > read) {
            read += file.read(memory.address() + read, used - read, offset + read);
        }
        return slot.limit((int) read);
    }

    @Override
    public synchronized void store(FileState state) throws IOException {
        if (isClosed) {
            throw new ClosedException(file.path().toString(), "the file");
        }
        long next = generation + 1;
        int length = HeaderLayout.putState(file.path().toString(), slot(), state, next);
        file.write(memory.address(), length, HeaderLayout.slotOffset(leading, headerBytes));
        file.forceData();
        // Durable with the next force. Until then the other slot counts, and that is the one to be spared next.
        leading = 1 - leading;
        file.write(memory.address(), length, HeaderLayout.slotOffset(leading, headerBytes));
        generation = next;
    }

    /** Gives its memory back; the file stays the caller's. */
    @Override
    public synchronized void close() {
        isClosed = true;
        memory.close();
    }

    private ByteBuffer slot() {
        return littleEndian(memory);
    }

    private static ByteBuffer littleEndian(NativeMemory memory) {
        return memory.buffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
