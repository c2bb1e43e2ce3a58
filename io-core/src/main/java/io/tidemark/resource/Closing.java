package io.tidemark.resource;

import java.io.Closeable;
import java.io.IOException;

/** Closes several things, each of them once whatever becomes of the others. */
public final class Closing {
    private Closing() {}

    /** What fails later is attached to what fails first, which is thrown. Those that are null are left out. */
    public static void all(Closeable... resources) throws IOException {
        Throwable failure = close(null, resources);
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Closes what a failure leaves behind; what fails then is attached to it. Those that are null are left out. */
    public static void after(Throwable failure, Closeable... resources) {
        close(failure, resources);
    }

    /** What fails first, be it {@code earlier}; null if nothing fails. */
    private static Throwable close(Throwable earlier, Closeable... resources) {
        Throwable failure = earlier;
        for (Closeable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = first(failure, e);
            }
        }
        return failure;
    }

    private static Throwable first(Throwable earlier, Throwable later) {
        if (earlier == null) {
            return later;
        }
        if (earlier != later) { // Two of them may fail for one reason that somebody kept.
            earlier.addSuppressed(later);
        }
        return earlier;
    }
}
