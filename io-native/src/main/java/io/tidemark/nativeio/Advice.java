package io.tidemark.nativeio;

/** How a range of a file is going to be used; posix_fadvise(2). Hints: the kernel may ignore them. */
public enum Advice {
    /** The default readahead. For the whole descriptor, whatever the range. */
    NORMAL(LinuxConstants.POSIX_FADV_NORMAL),
    /** No readahead. For the whole descriptor, whatever the range. */
    RANDOM(LinuxConstants.POSIX_FADV_RANDOM),
    /** Drop clean cached pages that lie entirely within the range; start to write the dirty ones back. */
    DONT_NEED(LinuxConstants.POSIX_FADV_DONTNEED);

    private final int number;

    Advice(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
