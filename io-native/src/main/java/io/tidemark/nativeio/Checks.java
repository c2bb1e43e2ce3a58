package io.tidemark.nativeio;

/** Argument checks; all arithmetic is on {@code long} and cannot overflow. */
final class Checks {
    private Checks() {}

    /** A range of a file: neither number negative, its end at most {@link Long#MAX_VALUE}. */
    static void range(long offset, long length) {
        if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("No range of a file: offset " + offset + ", length " + length);
        }
    }

    /** A range of a file, and memory for it. */
    static void transfer(long address, long length, long offset) {
        range(offset, length);
        if (address == 0 && length > 0) {
            throw new IllegalArgumentException("Transfer of " + length + " bytes without memory (address 0)");
        }
    }

    /** A range within something of {@code limit} bytes. */
    static void within(long offset, long length, long limit) {
        if (offset < 0 || length < 0 || length > limit - offset) {
            throw new IllegalArgumentException(
                    "Offset " + offset + ", length " + length + " is not within " + limit + " bytes");
        }
    }
}
