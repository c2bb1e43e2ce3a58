package io.tidemark.log.survey;

import io.tidemark.background.Helpers;
import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the next opening of a log will make of it, for who looks at every byte: both have to say the same about what was
 * acknowledged.
 *
 * @param extent of the log; its end is judged where it lies behind damage, too
 * @param provenNumber all segments in front of this one are proven to be durable
 * @param incarnation the highest one that was seen
 * @param damage that keeps the log from being opened
 */
record NextOpening(LogExtent extent, long provenNumber, int incarnation, Optional<DamagedLogException> damage) {
    /**
     * Looks as an opening does, and changes nothing. Where an opening fails because the medium does, that is damage here.
     *
     * @throws NotALogException as {@link LogRecovery#run}
     */
    static NextOpening of(Posix posix, Path path) throws IOException {
        try (SegmentStore store = Stores.openForReading(posix, path);
                Helpers helpers = new Helpers("log " + path.getFileName().toString())) {
            LogRecovery recovery = new LogRecovery(
                    posix, Stores.examined(store), RecoveryScan.FOOTERS, LogRecovery.Sharing.SHARED, helpers);
            Optional<DamagedLogException> damage = Optional.empty();
            try {
                recovery.run();
            } catch (DamagedLogException e) {
                damage = Optional.of(e);
            }
            return new NextOpening(recovery.extent(), recovery.provenNumber(), recovery.incarnation(), damage);
        }
    }

    /**
     * Whether a segment that an opening doesn't find, because its header is lost, was durable: a later one proves that, or a
     * record of its own.
     */
    boolean isDurable(Posix posix, Located lost) throws IOException {
        return lost.segmentNumber() < provenNumber || provesDurability(posix, lost);
    }

    private boolean provesDurability(Posix posix, Located lost) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, lost.place());
                RescueScan scan = new RescueScan(bytes, lost.header(), bytes.lengthBytes()).since(incarnation)) {
            boolean isMore = true;
            while (isMore && !scan.isProof()) {
                isMore = scan.next();
            }
            return scan.isProof();
        }
    }
}
