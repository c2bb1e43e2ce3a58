package io.tidemark.nativeio;

/** Gives mapped memory back that nobody else knows of yet, because something has failed behind the mapping. */
final class Unmapping {
    private Unmapping() {}

    /** What the kernel refuses stays mapped, which {@code failure} tells. */
    static void after(Throwable failure, Posix posix, long address, long length) {
        try {
            posix.munmap(address, length);
        } catch (ErrnoException e) {
            failure.addSuppressed(e);
        }
    }
}
