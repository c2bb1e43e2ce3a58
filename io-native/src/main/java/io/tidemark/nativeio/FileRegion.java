package io.tidemark.nativeio;

/**
 * A part of a file that is used as if it were a file of its own: offsets count from its start, its {@link NativeFile#size
 * size} is what of the inode lies inside it, and no call reaches a byte, a page or a block outside it. Errors tell the
 * offset in the file itself. What belongs to the inode is shared with all who have it open: its forces, facts, flags and
 * DAX state.
 *
 * <p>A large folio of the page cache, or a huge page of persistent memory, may reach across the border of a region that
 * does not lie at a multiple of 2 MiB. A direct write near that border then throws the neighbour's cached pages out
 * too; their bytes are not concerned.
 *
 * @param offset of the first byte in the file, a multiple of {@link #ALIGNMENT_BYTES}
 * @param length in bytes, a positive multiple of {@link #ALIGNMENT_BYTES}
 */
public record FileRegion(long offset, long length) {
    /** The largest page and block of the systems and file systems that there are, so that regions share none. */
    public static final long ALIGNMENT_BYTES = 1 << 16;

    /** The whole file, however far it grows. */
    public static final FileRegion WHOLE_FILE = new FileRegion(0, Long.MAX_VALUE);

    /** @throws IllegalArgumentException if offset or length are not such multiples, or the end is beyond 2^63 − 1 */
    public FileRegion {
        boolean whole = offset == 0 && length == Long.MAX_VALUE;
        boolean aligned = ((offset | length) & (ALIGNMENT_BYTES - 1)) == 0;
        if (!whole && (offset < 0 || length <= 0 || !aligned || length > Long.MAX_VALUE - offset)) {
            throw new IllegalArgumentException("No region of a file: offset " + offset + ", length " + length
                    + "; both must be multiples of " + ALIGNMENT_BYTES + ", the length positive");
        }
    }

    /** Whether it is the whole file. */
    public boolean isWholeFile() {
        return length == Long.MAX_VALUE;
    }

    /** The offset in the file of a range of the region, which must lie inside it. */
    long locate(long rangeOffset, long rangeLength) {
        if (rangeOffset < 0 || rangeLength < 0 || rangeLength > length - rangeOffset) {
            throw outside(rangeOffset, rangeLength);
        }
        return offset + rangeOffset;
    }

    /** How many of {@code rangeLength} bytes from {@code rangeOffset} on lie inside the region; the rest is past it. */
    public long clip(long rangeOffset, long rangeLength) {
        return Math.max(0, Math.min(rangeLength, length - rangeOffset));
    }

    private IllegalArgumentException outside(long rangeOffset, long rangeLength) {
        Checks.range(rangeOffset, rangeLength);
        return new IllegalArgumentException("Offset " + rangeOffset + ", length " + rangeLength
                + " reach beyond the region of " + length + " bytes at offset " + offset + " of the file");
    }

    @Override
    public String toString() {
        return isWholeFile() ? "whole file" : length + " bytes at offset " + offset;
    }
}
