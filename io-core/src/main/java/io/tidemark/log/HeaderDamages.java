package io.tidemark.log;

import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Every header that can't be read and should be there, in a log that is known to be damaged; recovery ends at the first. */
final class HeaderDamages {
    private final Posix posix;
    private final LogSurvey survey;
    private final HeaderlessPlaces.Neighbours outermost;

    HeaderDamages(Posix posix, LogSurvey survey) {
        this.posix = posix;
        this.survey = survey;
        SegmentHeader first = survey.segments().get(0).header();
        SegmentHeader last = survey.segments().get(survey.segments().size() - 1).header();
        this.outermost = new HeaderlessPlaces.Neighbours(first, last, last.baseSequence(), last.incarnation());
    }

    /** @param unlessKnown what a damaged header affects of which no record tells */
    List<DamagedLogException> find(long unlessKnown) throws IOException {
        HeaderlessPlaces places = new HeaderlessPlaces(
                posix, new SegmentContents(posix, RecoveryScan.FOOTERS, LogRecovery.Sharing.SHARED));
        List<DamagedLogException> damages = new ArrayList<>();
        for (SegmentPlace place : survey.unreadable()) {
            if (!places.isTorn(place, outermost)) {
                damages.add(damage(place, unlessKnown, "it is no half written one either"));
            }
        }
        for (SegmentPlace place : survey.blank()) {
            if (HeaderlessPlaces.isNamedAsOneOf(outermost, place)) {
                damages.add(damage(place, unlessKnown, "although its name says that there had been one"));
            }
        }
        return damages;
    }

    private DamagedLogException damage(SegmentPlace place, long unlessKnown, String why) throws IOException {
        return Damages.unreadable(place, firstSequence(place).orElse(unlessKnown), why);
    }

    /** Which missing segment lies at a place is told by its name, or else by the records that fit. */
    private OptionalLong firstSequence(SegmentPlace place) throws IOException {
        for (SegmentHeader missing : survey.missing()) {
            if (place.number().orElse(missing.segmentNumber()) == missing.segmentNumber()) {
                try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly());
                        RescueScan scan = new RescueScan(bytes, missing, bytes.lengthBytes())) {
                    if (scan.next()) {
                        return OptionalLong.of(scan.record().sequence());
                    }
                }
            }
        }
        return OptionalLong.empty();
    }
}
