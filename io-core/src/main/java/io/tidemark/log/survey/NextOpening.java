package io.tidemark.log.survey;

import io.tidemark.background.Helpers;
import io.tidemark.log.NotALogException;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the next opening of a log will make of it, for who looks at every byte: both have to say the same about what was
 * acknowledged.
 */
final class NextOpening {
    private NextOpening() {}

    /**
     * Looks as an opening does, and changes nothing. Where an opening fails because the medium does, that is damage here.
     *
     * @throws NotALogException as {@link LogRecovery#run}
     */
    static Findings of(Posix posix, Path path) throws IOException {
        try (SegmentStore store = Stores.openToExamine(posix, path);
                Helpers helpers = new Helpers("log " + path.getFileName().toString())) {
            return LogRecovery.shared(posix, store.places(), RecoveryScan.FOOTERS, helpers);
        }
    }
}
