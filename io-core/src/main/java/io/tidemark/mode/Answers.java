package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.util.EnumMap;
import java.util.Map;

/** Collects a probe's answers; an attempt that fails becomes an answer too. Confined to one thread. */
final class Answers {
    /** Tries a feature; what it returns is the evidence that it works. */
    @FunctionalInterface
    interface Attempt {
        String run() throws ErrnoException, RefutedException;
    }

    /** A call returned success, but what it did is not what the feature promises. */
    static final class RefutedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefutedException(String cause) {
            super(cause, null, false, false);
        }
    }

    private final Map<Feature, Capability> found = new EnumMap<>(Feature.class);

    /**
     * Makes an attempt.
     *
     * @throws ErrnoException if it failed for want of descriptors or memory, which says nothing about the place
     */
    void attempt(Feature feature, Attempt attempt) throws ErrnoException {
        try {
            yes(feature, attempt.run());
        } catch (ErrnoException e) {
            if (isPassing(e)) {
                throw e;
            }
            no(feature, e.getMessage());
        } catch (RefutedException e) {
            no(feature, e.getMessage());
        }
    }

    /** Whether the failure is one of this moment and this process. */
    static boolean isPassing(ErrnoException e) {
        return switch (e.errno()) {
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.EINTR -> true;
            default -> false;
        };
    }

    /** Whether the kernel took the call and only then found the disk full: that says 'it works', too. */
    static boolean isFull(ErrnoException e) {
        return e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT;
    }

    void yes(Feature feature, String evidence) {
        found.put(feature, new Capability(feature, Answer.AVAILABLE, evidence));
    }

    void no(Feature feature, String cause) {
        found.put(feature, new Capability(feature, Answer.UNAVAILABLE, cause));
    }

    /** What has no answer yet couldn't be tried, for the same cause. */
    void untried(String cause) {
        for (Feature feature : Feature.values()) {
            found.computeIfAbsent(feature, f -> new Capability(f, Answer.UNTRIED, "not probed: " + cause));
        }
    }

    Map<Feature, Capability> all() {
        return found;
    }
}
