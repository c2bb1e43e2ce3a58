package io.tidemark.file;

/** Whether a stored state can be true; it may come from a damaged header or somebody's own store. */
final class StateCheck {
    private StateCheck() {}

    static void check(String path, FileState state, long headerBytes) throws DamagedStateException {
        long border = state.borderBytes();
        if (Long.bitCount(border) != 1 || border < HybridFileOptions.MIN_BORDER_BYTES || border > 1L << 30) {
            throw damaged(path, "border size " + border + " is no power of two from 4096 to 2^30");
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

    private static DamagedStateException damaged(String path, String what) {
        return new DamagedStateException(path, "its stored range states contradict themselves: " + what);
    }
}
