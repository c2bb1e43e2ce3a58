package io.tidemark.file;

/** Which offsets and lengths a caller may name, by where the data begins and ends and where the borders are. */
final class Bounds {
    private final FilePlace place;

    Bounds(FilePlace place) {
        this.place = place;
    }

    /** Throws unless the data, which ends at {@code end}, has all of the range. */
    void requireData(long offset, long length, long end) throws OutOfRangeException {
        requireDataOffset(offset);
        if (length < 0) {
            throw new IllegalArgumentException("length is " + length + ", must not be negative");
        }
        if (offset > end || length > end - offset) {
            throw new OutOfRangeException(
                    place.name(),
                    length + " bytes at offset " + offset + " reach beyond the end of the data at " + end);
        }
    }

    /** Throws if the offset lies in the header. */
    void requireDataOffset(long offset) {
        if (offset < place.headerBytes()) {
            throw new IllegalArgumentException(
                    "offset is " + offset + ", but the data of " + place.name() + " begins at " + place.headerBytes());
        }
    }

    /** Throws unless the range lies in the data and between two borders. */
    void requireBorders(long offset, long length, long end) {
        requireDataOffset(offset);
        if (length <= 0 || !isBorder(offset) || !isBorder(length)) {
            throw new IllegalArgumentException("offset " + offset + " and length " + length
                    + " must be multiples of the border size " + place.borderBytes() + ", the length positive");
        }
        if (length > end - offset) {
            throw new IllegalArgumentException("the range at offset " + offset + ", length " + length
                    + ", reaches beyond the end of the data at " + end);
        }
    }

    /** The border to seal up to for one who names {@code offset}: a border, or the end of the data. */
    long sealBorder(long offset, long end) {
        if (offset > end || (offset != end && !isBorder(offset))) {
            throw new IllegalArgumentException("seal at " + offset + ": must be a multiple of " + place.borderBytes()
                    + " up to the end of the data at " + end + ", or that end");
        }
        return (offset + place.borderBytes() - 1) & -place.borderBytes();
    }

    private boolean isBorder(long offset) {
        return (offset & (place.borderBytes() - 1)) == 0;
    }
}
