package io.tidemark.nativeio.testing;

import java.util.List;
import java.util.TreeSet;

/** Counts what system calls have handed out and not taken back. */
final class Holdings {
    private final TreeSet<Integer> descriptors = new TreeSet<>();
    private long mappedBytes;

    /** Notes a call that did not throw. */
    synchronized void record(String name, Object[] args, Object result) {
        switch (name) {
            case "open" -> descriptors.add((Integer) result);
            case "close" -> descriptors.remove((Integer) args[0]);
            case "mmap" -> mappedBytes += (long) args[1];
            case "munmap" -> mappedBytes -= (long) args[1];
            default -> {}
        }
    }

    synchronized List<Integer> descriptors() {
        return List.copyOf(descriptors);
    }

    synchronized long mappedBytes() {
        return mappedBytes;
    }
}
