package io.tidemark.log.survey;

import io.tidemark.log.Verification.LeftOut;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Counts records that a crash left behind the end of a log. Of torn ones, and of what a slot held before, nobody knows. */
final class BehindTheEnd {
    private final Posix posix;

    BehindTheEnd(Posix posix) {
        this.posix = posix;
    }

    /**
     * What there is.
     *
     * @param last segment of the log
     * @param content what was found in it, no damage
     * @param dropped segments behind it, of which the next opening takes nothing
     */
    Optional<LeftOut> find(Located last, ScanResult content, List<Located> dropped) throws IOException {
        long records = content instanceof End open ? countBehind(last, open) : 0;
        for (Located segment : dropped) {
            records += count(segment);
        }
        return records == 0
                ? Optional.empty()
                : Optional.of(new LeftOut(
                        last.place().path().toString(),
                        last.place().offset() + content.endOffset(),
                        records,
                        dropped.size()));
    }

    private long countBehind(Located last, End end) throws IOException {
        long next = end.index().nextSequence();
        try (PlaceBytes bytes = PlaceBytes.open(posix, last.place());
                RescueScan scan = new RescueScan(bytes, last.header(), bytes.lengthBytes())
                        .since(end.incarnation())
                        .from(end.offset(), next)) {
            if (!scan.next()) {
                return 0;
            }
            boolean isNew =
                    scan.record().offset() == end.offset() && scan.record().sequence() == next;
            return isNew ? 0 : 1 + scan.countRest(); // If it is, somebody appends, and the end is further on.
        }
    }

    private long count(Located segment) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place());
                RescueScan scan = new RescueScan(bytes, segment.header(), bytes.lengthBytes())) {
            return scan.countRest();
        }
    }
}
