package io.tidemark.cli.map;

import io.tidemark.file.HybridFile;
import io.tidemark.mode.RangeMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What the page cache holds of a file, and of the shadow that lends it one. */
record Caches(CacheView own, CacheView shadow) implements Closeable {
    static Caches of(HybridFile file) throws IOException {
        Path cachedBy = file.ranges().stream()
                .filter(range -> range.mode() == RangeMode.SHADOWED)
                .findFirst()
                .map(file::cachedBy)
                .orElse(file.path());
        CacheView own = CacheView.open(file.path());
        try {
            return new Caches(own, cachedBy.equals(file.path()) ? own : CacheView.open(cachedBy));
        } catch (IOException | RuntimeException | Error e) {
            own.close();
            throw e;
        }
    }

    /** That of ranges in a mode. */
    CacheView of(String mode) {
        return mode.equals(RangeMode.SHADOWED.name()) ? shadow : own;
    }

    @Override
    public void close() throws IOException {
        try (own) {
            shadow.close();
        }
    }
}
