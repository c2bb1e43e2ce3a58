package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far the kernel may read ahead of a sequential reader. */
final class Readahead {
    /** More than any file system here sets by itself. */
    private static final long UNKNOWN_BYTES = 16L << 20;

    private Readahead() {}

    /** @param device as major:minor */
    static long largestBytes(String device) {
        Path setting = Path.of("/sys/class/bdi", device, "read_ahead_kb");
        try {
            // Twice: that is the window after POSIX_FADV_SEQUENTIAL, and the kernel rounds windows up.
            return 2 * (Long.parseLong(Files.readString(setting).trim()) << 10);
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN_BYTES;
        }
    }
}
