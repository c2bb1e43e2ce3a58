package io.tidemark.log;

import io.tidemark.file.HybridFileOptions;
import io.tidemark.log.segment.OpenSegments;
import io.tidemark.log.segment.SegmentFiles;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/** What a log is put together from, be it to read or to write it. */
record LogParts(
        Posix posix, Path path, Capabilities capabilities, SegmentStore store, SegmentFiles files, OpenSegments open) {
    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());

    /** What messages call the log. */
    String name() {
        return path.toString();
    }

    /** So that a requirement that can't be met is told now, and a preference once for all segments. */
    void requireTailMode() throws IOException {
        resolve(files.base().tail(), Intent.APPEND);
    }

    /** As {@link #requireTailMode}. */
    void requireSealedMode() throws IOException {
        resolve(files.base().sealed(), Intent.READ_SEALED);
    }

    private void resolve(ModeChoice choice, Intent intent) throws IOException {
        HybridFileOptions base = files.base();
        Decision decision = Modes.resolve(choice, intent, base.hints(), capabilities, base.policy());
        if (decision.isFallback()) {
            LOG.log(System.Logger.Level.WARNING, () -> path + ": " + decision.reason());
        }
    }
}
