package io.tidemark.nativeio;

/** Who else may hold a lock on the same file. */
public enum LockKind {
    /** Other shared locks may be held. */
    SHARED(LinuxConstants.F_RDLCK),
    /** No other lock may be held; needs a descriptor that can write. */
    EXCLUSIVE(LinuxConstants.F_WRLCK);

    private final int number;

    LockKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
