package io.tidemark.log.survey;

import io.tidemark.background.Helpers;
import io.tidemark.log.NotALogException;
import io.tidemark.log.RecoveryScan;
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
     * @param headers of the log, which is examined
     * @throws NotALogException as {@link LogRecovery#run}
     */
    static Findings of(Posix posix, Path path, Headers headers) throws IOException {
        try (Helpers helpers = new Helpers("log " + path.getFileName().toString())) {
            return LogRecovery.shared(posix, headers, RecoveryScan.FOOTERS, helpers);
        }
    }
}
