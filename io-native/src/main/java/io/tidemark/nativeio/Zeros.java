package io.tidemark.nativeio;

/**
 * Zeros to write from, for all files of the process and as long as it lives: mapped once, so that who prepares space
 * doesn't map and unmap for each piece of it. Nobody stores there, so all its pages are the kernel's one page of zeros.
 */
final class Zeros {
    private static final long LENGTH_BYTES = 1L << 20;

    private static NativeMemory memory;

    private Zeros() {}

    /**
     * To be read from only; not to be closed.
     *
     * @throws OutOfMemoryError if the kernel refuses it, which may be otherwise the next time
     */
    static synchronized NativeMemory memory() {
        if (memory == null) {
            memory = NativeMemory.allocate(Posix.system(), LENGTH_BYTES, 1);
        }
        return memory;
    }
}
