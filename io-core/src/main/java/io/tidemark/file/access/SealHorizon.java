package io.tidemark.file.access;

/**
 * How far up the kernel may read ahead without touching the tail: the seal less the largest readahead window. Moved by
 * the writer, read by readers.
 */
public final class SealHorizon {
    private final long readaheadBytes;
    private volatile long seal;

    /** @param readaheadBytes the largest readahead window of the device, in bytes */
    public SealHorizon(long readaheadBytes) {
        this.readaheadBytes = readaheadBytes;
    }

    /** The seal is now at {@code offset}. */
    public void sealedTo(long offset) {
        seal = offset;
    }

    /** Whether readahead behind a read that ends at {@code end} stays below the seal. */
    boolean readaheadStaysBelow(long end) {
        return end <= seal - readaheadBytes;
    }

    /** The seal: what lies at or above it belongs to the tail. */
    long seal() {
        return seal;
    }
}
