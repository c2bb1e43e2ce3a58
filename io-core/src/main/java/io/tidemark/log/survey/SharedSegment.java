package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.Looks;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;

/** A segment that somebody else may be writing, looked at without the others. */
public final class SharedSegment {
    private SharedSegment() {}

    /** Damage of its records, as far as those behind tell. It stays where it is, so what is found twice is believed. */
    public static Optional<DamagedLogException> damage(Posix posix, Located segment) throws IOException {
        Optional<DamagedLogException> found = look(posix, segment);
        Optional<DamagedLogException> again = found.isEmpty() ? found : look(posix, segment);
        return again.filter(damage -> Looks.isSame(damage, found.orElseThrow()));
    }

    private static Optional<DamagedLogException> look(Posix posix, Located segment) throws IOException {
        ScanResult result = new SegmentContents(posix, RecoveryScan.FOOTERS)
                .scan(segment, ScanListener.NONE)
                .result();
        return result instanceof ScanResult.Damage damage
                ? Optional.of(Damages.inside(segment, damage, FooterPlace.NONE))
                : Optional.empty();
    }
}
