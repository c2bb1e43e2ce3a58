package io.tidemark.nativeio;

/** How a range of a file is going to be used; posix_fadvise(2). Hints: the kernel may ignore them. */
public enum Advice {
    /** The default readahead. For the whole descriptor, whatever the range. */
    NORMAL(LinuxConstants.POSIX_FADV_NORMAL),
    /** No readahead. For the whole descriptor, whatever the range. */
    RANDOM(LinuxConstants.POSIX_FADV_RANDOM),
    /** Twice the readahead. For the whole descriptor, whatever the range. */
    SEQUENTIAL(LinuxConstants.POSIX_FADV_SEQUENTIAL),
    /** Start to read the range into the page cache; one call is clipped, see {@link PageCache#warm}. */
    WILL_NEED(LinuxConstants.POSIX_FADV_WILLNEED),
    /** Drop clean cached pages that lie entirely within the range; start to write the dirty ones back. */
    DONT_NEED(LinuxConstants.POSIX_FADV_DONTNEED),
    /** Reads do not count as use for the page cache's ageing; since Linux 6.3. For the whole descriptor. */
    NO_REUSE(LinuxConstants.POSIX_FADV_NOREUSE);

    private final int number;

    Advice(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
