package io.tidemark.file.state;

import io.tidemark.file.FileState;
import io.tidemark.file.FileState.Condition;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;

/**
 * What is left of a file whose creation was killed before it wrote the identity: zeros, no more of them than a header
 * takes, and in their places the copies of the first state, if it came that far. One byte that is different makes it
 * somebody else's file.
 */
public final class UnfinishedHeader {
    private static final int BLOCK_BYTES = HeaderLayout.IDENTITY_BYTES;
    private static final int STEP_BYTES = 16 * BLOCK_BYTES;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK_BYTES);
    private static final UUID NOT_STORED = new UUID(0, 0);

    private UnfinishedHeader() {}

    /** The first state of a file, which nobody has appended to. Stored as open: only a close makes it clean. */
    public static FileState firstState(UUID fileId, long borderBytes, long headerBytes) {
        return new FileState(fileId, borderBytes, Condition.OPEN, headerBytes, List.of());
    }

    /**
     * Whether that is all there is.
     *
     * @param file whose lock the caller holds; O_DIRECT is welcome
     * @param headerBytes of the header that would be created now; a longer file is somebody else's
     */
    public static boolean isAllOf(Posix posix, NativeFile file, long headerBytes) throws IOException {
        long size = file.size();
        if (size > headerBytes) {
            return false;
        }
        ByteBuffer state = slotOf(file, size);
        try (NativeMemory memory = NativeMemory.allocate(posix, STEP_BYTES, 1)) {
            for (long at = 0; at < size; at += STEP_BYTES) {
                int read = (int) file.read(memory.address(), STEP_BYTES, at);
                for (int index = 0; index < read; index += BLOCK_BYTES) {
                    ByteBuffer block = memory.buffer().slice(index, Math.min(BLOCK_BYTES, read - index));
                    if (!isZeros(block) && !(isSlot(at + index, size) && block.equals(state))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** The block that holds the first state, which comes when the file has the length of its header. */
    private static ByteBuffer slotOf(NativeFile file, long headerBytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        HeaderLayout.putState(file.path().toString(), block, firstState(NOT_STORED, headerBytes, headerBytes), 1);
        return block;
    }

    private static boolean isSlot(long offset, long headerBytes) {
        return offset == HeaderLayout.slotOffset(0, headerBytes) || offset == HeaderLayout.slotOffset(1, headerBytes);
    }

    private static boolean isZeros(ByteBuffer block) {
        return block.equals(ZEROS.slice(0, block.remaining()));
    }
}
