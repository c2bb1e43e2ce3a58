package io.tidemark.file;

import static io.tidemark.file.HybridFileOptions.MAX_BORDER_BYTES;
import static io.tidemark.file.HybridFileOptions.MIN_BORDER_BYTES;

import io.tidemark.nativeio.FileRegion;

/** Whether a stored state can be true; it may come from a damaged header or somebody's own store. */
final class StateCheck {
    private StateCheck() {}

    static void check(String path, FileState state, long headerBytes, FileRegion region) throws DamagedStateException {
        long border = state.borderBytes();
        if (Long.bitCount(border) != 1 || border < MIN_BORDER_BYTES || border > MAX_BORDER_BYTES) {
            throw damaged(
                    path,
                    "border size " + border + " is no power of two from " + MIN_BORDER_BYTES + " to "
                            + MAX_BORDER_BYTES);
        }
        if (!region.isWholeFile()) {
            checkRegion(path, state, region);
        }
        long free = headerBytes;
        for (StoredRange range : state.ranges()) {
            if (range.offset() < free || ((range.offset() | range.length()) & (border - 1)) != 0) {
                throw damaged(
                        path,
                        "the range at offset " + range.offset() + ", length " + range.length()
                                + " overlaps what is before it, or is not aligned to " + border);
            }
            free = range.end();
        }
        if (state.endOffset() < free) {
            throw damaged(path, "the data ends at " + state.endOffset() + ", but a range reaches to " + free);
        }
    }

    /** Whether all the data is there that a stored state tells of. */
    static void requireData(String path, long endOffset, long fileBytes) throws DamagedStateException {
        if (fileBytes < endOffset) {
            throw new DamagedStateException(
                    path,
                    "its data reaches to offset " + endOffset + " but the file ends at " + fileBytes
                            + "; it was truncated underneath, restore it from a copy");
        }
    }

    private static void checkRegion(String path, FileState state, FileRegion region) throws DamagedStateException {
        if (((region.offset() | region.length()) & (state.borderBytes() - 1)) != 0
                || state.endOffset() > region.length()) {
            throw new DamagedStateException(
                    path,
                    "its stored range states are not of the region of " + region + ": the data ends at "
                            + state.endOffset() + ", the border size is " + state.borderBytes());
        }
    }

    private static DamagedStateException damaged(String path, String what) {
        return new DamagedStateException(path, "its stored range states contradict themselves: " + what);
    }
}
