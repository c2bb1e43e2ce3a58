package io.tidemark.log.format;

import java.util.UUID;

/**
 * Binds the checksums of a segment's records to the log, the segment, the offset, the kind and the length, so that a
 * record is one only where it was written. The 32 bits from {@link #at} are XORed to a CRC32C: a record elsewhere fits
 * with a probability of 2<sup>-32</sup>, as if these values were checksummed bytes, for the price of a few
 * multiplications. The mixing is not linear, so no pair of flipped bits cancels out. Immutable.
 */
public final class SegmentSalt {
    private final long seed;

    private SegmentSalt(long seed) {
        this.seed = seed;
    }

    /** The salt of one segment of one log. */
    public static SegmentSalt of(UUID logId, long segmentNumber) {
        long mixed = mix(logId.getMostSignificantBits() + 0x9e37_79b9_7f4a_7c15L);
        mixed = mix(mixed ^ logId.getLeastSignificantBits());
        return new SegmentSalt(mix(mixed ^ segmentNumber));
    }

    /** What to XOR to the CRC32C of the record at {@code offset}; differs for any two values of the first four bytes. */
    int at(long offset, int kindAndLength) {
        return mix(kindAndLength ^ (int) (mix(seed ^ offset) >>> 32));
    }

    /** The finalizer of MurmurHash3, a bijection of 64 bits. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** The same for 32 bits. */
    private static int mix(int value) {
        int mixed = (value ^ value >>> 16) * 0x85eb_ca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2_ae35;
        return mixed ^ mixed >>> 16;
    }
}
