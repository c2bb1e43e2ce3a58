package io.tidemark.file.access;

/**
 * The byte behind the last byte of data. Space in front of the tail is zero, so after a crash the last byte that is not
 * zero tells where the data ends; without the mark that would be wrong for data that ends in zeros. It is written before
 * the data in front of it, overwritten by what is appended next, and cut off by a clean close. Data that shows its end
 * by itself has none ({@link io.tidemark.file.EndMarking#UNMARKED}), and data that fills a region to its last byte has
 * none either; there the end is stored.
 */
public final class EndMark {
    /** Anything but zero. */
    public static final byte VALUE = (byte) 0xe5;

    private EndMark() {}

    /** Whether data that ends with {@code last} tells its end by itself. */
    static boolean isNeedless(byte last) {
        return last != 0 && last != VALUE;
    }
}
