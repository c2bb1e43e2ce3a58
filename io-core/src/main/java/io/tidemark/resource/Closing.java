package io.tidemark.resource;

import java.io.Closeable;
import java.io.IOException;

/** Closes several things, each of them once whatever becomes of the others. */
public final class Closing {
    private Closing() {}

    /** What fails later is attached to what fails first. Those that are null are left out. */
    public static void all(Closeable... resources) throws IOException {
        IOException failure = null;
        for (Closeable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
