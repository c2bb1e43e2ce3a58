package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Every header that isn't intact and should be there, in a log that is known to be damaged; recovery ends at the first. */
final class HeaderDamages {
    private final Posix posix;
    private final LogSurvey survey;
    private final Findings opening;
    private final LostHeaders lostHeaders;
    private final Neighbours outermost;
    private final TornHeaders torn;

    /** Suspicious places whose header is nothing that a power cut leaves, so that it was damaged afterwards. */
    private final List<SegmentPlace> written = new ArrayList<>();

    HeaderDamages(Posix posix, LogSurvey survey, Findings opening, LostHeaders lostHeaders) throws IOException {
        this.posix = posix;
        this.survey = survey;
        this.opening = opening;
        this.lostHeaders = lostHeaders;
        SegmentHeader first = survey.segments().get(0).header();
        SegmentHeader last = survey.segments().stream()
                .map(Located::header)
                .filter(opening.extent()::holds)
                .reduce(first, (before, behind) -> behind);
        this.outermost = new Neighbours(first, last, last.baseSequence(), last.incarnation());
        this.torn = new TornHeaders(
                new SegmentContents(posix, RecoveryScan.FOOTERS),
                outermost,
                survey.headers().all().size());
        for (SegmentPlace place : survey.suspicious()) {
            if (torn.at(place).isEmpty()) {
                written.add(place);
            }
        }
    }

    /** @param unlessKnown what a damaged header affects of which no record tells */
    List<DamagedLogException> find(long unlessKnown) throws IOException {
        List<DamagedLogException> damages = new ArrayList<>();
        for (SegmentPlace place : written) {
            damages.add(Damages.headerThatIsNotTorn(place, firstLost(place, unlessKnown)));
        }
        List<SegmentPlace> named = namedAsOne();
        for (SegmentPlace place : named) {
            damages.add(Damages.headerOfNamedFile(place, firstLost(place, unlessKnown)));
        }
        List<SegmentPlace> perhapsFree = new ArrayList<>(survey.blank());
        perhapsFree.removeAll(Set.copyOf(named));
        damages.addAll(new ZeroedHeaders(posix, survey, opening, lostHeaders).find(perhapsFree));
        return damages;
    }

    /** Bits in zeros, but for those that a power cut may have left of a header. */
    List<DamagedLogException> wrongBits() throws IOException {
        List<DamagedLogException> wrong = new ArrayList<>();
        for (SegmentPlace place : survey.headers().flawed()) {
            if (torn.at(place).isEmpty()) {
                wrong.add(Damages.bitInZeros(place));
            }
        }
        return wrong;
    }

    /** Places where there had been a segment, whatever their records tell. */
    List<SegmentPlace> places() {
        List<SegmentPlace> places = new ArrayList<>(written);
        places.addAll(namedAsOne());
        return places;
    }

    private List<SegmentPlace> namedAsOne() {
        return survey.blank().stream().filter(outermost::areNamedBy).toList();
    }

    /** What of the log counts. A damaged header, over which an opening drops nothing, is no end. */
    LogExtent extent() throws IOException {
        if (opening.damage().isPresent()) {
            for (SegmentPlace place : written) {
                if (mayEndTheLog(place)) {
                    return opening.extent().withoutEnd();
                }
            }
        }
        return opening.extent();
    }

    /** Whether the segment that was there may be the one in front of which the log seems to end. */
    private boolean mayEndTheLog(SegmentPlace place) throws IOException {
        OptionalLong named = place.number();
        OptionalLong number = named.isPresent()
                ? named
                : lostHeaders.at(place).stream()
                        .mapToLong(lost -> lost.segment().segmentNumber())
                        .findFirst();
        return number.isEmpty() || opening.extent().endsBefore(number.getAsLong());
    }

    /** Whether a segment is in front of all others, and what is left of its header is what a power cut leaves of a discard. */
    boolean isDiscarded(Located lost) {
        return lost.segmentNumber() < outermost.first().segmentNumber()
                && survey.suspicious().contains(lost.place())
                && !written.contains(lost.place());
    }

    private long firstLost(SegmentPlace place, long unlessKnown) throws IOException {
        Optional<LostHeader> lost = lostHeaders.at(place);
        return lost.isPresent() ? new FirstLost(posix, survey).sequence(lost.get()) : unlessKnown;
    }
}
