package io.tidemark.file;

/**
 * When a file seals by itself.
 *
 * @param afterForce whether a force is followed by a seal of all that it made durable
 * @param distanceBytes an append that leaves this much behind it unsealed forces and seals
 */
record SealPace(boolean afterForce, long distanceBytes) {
    /** Never. */
    static final SealPace ON_REQUEST = new SealPace(false, Long.MAX_VALUE);

    /** When the caller forces. */
    static final SealPace AFTER_FORCE = new SealPace(true, Long.MAX_VALUE);

    /** When the caller forces, and before the ring of a direct tail runs full. */
    static SealPace afterForceAndEvery(long distanceBytes) {
        return new SealPace(true, distanceBytes);
    }

    /** The end of data at which an append forces, with the seal at {@code sealedOffset}. */
    long forceAt(long sealedOffset) {
        return distanceBytes > Long.MAX_VALUE - sealedOffset ? Long.MAX_VALUE : sealedOffset + distanceBytes;
    }
}
