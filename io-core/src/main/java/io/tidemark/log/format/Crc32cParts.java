package io.tidemark.log.format;

/**
 * Computes the CRC32C of bytes from those of their parts, without the bytes. A CRC is the remainder of a polynomial, so
 * what stands in front is shifted by as many bits as follow it: multiplied by a power of x, modulo the CRC's polynomial.
 */
public final class Crc32cParts {
    /** The polynomial of CRC32C, bits reflected, as all here: the highest bit is x to the power of 0. */
    private static final int POLYNOMIAL = 0x82f6_3b78;

    private static final int ONE = 1 << 31;

    /** x to the power of 8, 16, 32, 64, ...: shifts by 1, 2, 4, 8, ... bytes. */
    private static final int[] SHIFTS = new int[Long.SIZE - 1];

    static {
        SHIFTS[0] = ONE >>> Byte.SIZE;
        for (int i = 1; i < SHIFTS.length; i++) {
            SHIFTS[i] = multiply(SHIFTS[i - 1], SHIFTS[i - 1]);
        }
    }

    private Crc32cParts() {}

    /** Of {@code first} and the {@code secondBytes} bytes of {@code second} behind it. */
    public static int join(int first, int second, long secondBytes) {
        return shift(first, secondBytes) ^ second;
    }

    /** Of the last {@code secondBytes} bytes of {@code whole}, which begins with {@code first}. */
    public static int without(int whole, int first, long secondBytes) {
        return whole ^ shift(first, secondBytes);
    }

    private static int shift(int crc, long bytes) {
        int shifted = crc;
        for (long left = bytes; left != 0; left &= left - 1) {
            shifted = multiply(SHIFTS[Long.numberOfTrailingZeros(left)], shifted);
        }
        return shifted;
    }

    private static int multiply(int left, int right) {
        int product = 0;
        int shifted = right;
        for (int bits = left; bits != 0; bits <<= 1) {
            product ^= bits < 0 ? shifted : 0;
            shifted = shifted >>> 1 ^ ((shifted & 1) == 0 ? 0 : POLYNOMIAL);
        }
        return product;
    }
}
