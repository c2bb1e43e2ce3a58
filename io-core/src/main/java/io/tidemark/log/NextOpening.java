package io.tidemark.log;

import io.tidemark.log.segment.SegmentStore;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the next opening of a log will make of it, for who looks at every byte: both have to say the same about what was
 * acknowledged.
 *
 * @param extent of the log; its end is judged where it lies behind damage, too
 * @param incarnation the highest one that was seen
 * @param damage that keeps the log from being opened
 */
record NextOpening(LogExtent extent, int incarnation, Optional<DamagedLogException> damage) {
    /**
     * Looks as an opening does, and changes nothing.
     *
     * @throws NotALogException as {@link LogRecovery#run}
     */
    static NextOpening of(Posix posix, Path path) throws IOException {
        try (SegmentStore store = Stores.openForReading(posix, path);
                Helpers helpers = new Helpers(path.getFileName().toString())) {
            LogRecovery recovery =
                    new LogRecovery(posix, store.places(), RecoveryScan.FOOTERS, LogRecovery.Sharing.SHARED, helpers);
            Optional<DamagedLogException> damage = Optional.empty();
            try {
                recovery.run();
            } catch (DamagedLogException e) {
                damage = Optional.of(e);
            }
            return new NextOpening(recovery.extent(), recovery.incarnation(), damage);
        }
    }
}
