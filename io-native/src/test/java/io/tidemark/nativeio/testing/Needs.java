package io.tidemark.nativeio.testing;

import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What tests need of the machine. For want of it a test is skipped with the reason, or with
 * {@code -Dtidemark.requireLoop=true} fails.
 */
public final class Needs {
    private static final String REQUIRED = "tidemark.requireLoop";

    private Needs() {}

    public static void that(boolean isThere, String reason) {
        if (!isThere) {
            missing(reason);
        }
    }

    public static void missing(String reason) {
        preferably(false, reason);
        Assumptions.abort(reason);
    }

    /** For a test that makes do without where something may be missing. */
    public static void preferably(boolean isThere, String reason) {
        if (!isThere && Boolean.getBoolean(REQUIRED)) {
            Assertions.fail("required by -D" + REQUIRED + ", but " + reason);
        }
    }

    /** A file in java.io.tmpdir whose pages can be dropped from the page cache. */
    public static void disk(NativeFile file) throws IOException {
        that(!file.facts().isMemoryBacked(), "java.io.tmpdir is on tmpfs, whose pages cannot be dropped");
    }
}
