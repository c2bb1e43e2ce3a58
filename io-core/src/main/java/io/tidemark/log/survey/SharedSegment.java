package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordChain;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.Glance;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.Looks;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;

/** A segment that somebody else may be writing, looked at without the others. */
public record SharedSegment(Posix posix, Located segment) {
    /**
     * Damage behind records that were read, as far as what lies behind tells. It stays where it is, so what is found twice is
     * believed.
     *
     * @param offset behind those records
     * @param nextSequence of the record that belongs there
     * @param incarnation of the last one
     */
    public Optional<DamagedLogException> damageBehind(long offset, long nextSequence, int incarnation)
            throws IOException {
        Optional<DamagedLogException> found = look(offset, nextSequence, incarnation);
        return found.isEmpty()
                ? found
                : look(offset, nextSequence, incarnation).filter(again -> Looks.isSame(again, found.get()));
    }

    private Optional<DamagedLogException> look(long offset, long nextSequence, int incarnation) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
            Glance glance = bytes.glance(segment.header().segmentBytes());
            RecordChain chain = new RecordChain(nextSequence, incarnation);
            Optional<DamagedLogException> damage = SegmentScan.damageBehind(
                            glance, segment.header(), bytes.lengthBytes(), offset, chain)
                    .map(found -> Damages.inside(segment, found, FooterPlace.NONE));
            glance.forget(); // It is read past the page cache, where that can be.
            return damage;
        }
    }
}
