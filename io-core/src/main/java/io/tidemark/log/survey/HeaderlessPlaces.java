package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.TornHeader;
import io.tidemark.log.recovery.SupposedSegments;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Places of a log without an intact header: what is left over, or a segment that was damaged. One is left over if its
 * header was never written, or is half written or half zeroed: a segment behind the last one was being begun or dropped,
 * or the one before the first being discarded. Unless records say that it had been the next segment in earnest, or the
 * name of a file that there had been one.
 */
final class HeaderlessPlaces {
    private final Posix posix;
    private final SegmentContents contents;
    private final int placeCount;

    /** Places whose header is neither intact nor zero, then those where it is zero, but for a bit. */
    private final List<SegmentPlace> suspicious;

    private final List<SegmentPlace> blank;

    HeaderlessPlaces(Posix posix, SegmentContents contents, Headers headers) {
        this.posix = posix;
        this.contents = contents;
        this.placeCount = headers.all().size();
        this.suspicious = headers.suspicious();
        this.blank = headers.blank();
    }

    /** How many there are. */
    int count() {
        return suspicious.size() + blank.size();
    }

    /**
     * Segments that were durable, ascending by number: a record of each says so. All of each place is looked at, so this is for
     * who misses a segment.
     *
     * @param missing what may be there
     */
    List<Located> durable(MissingSegments missing) throws IOException {
        List<Located> durable = new ArrayList<>();
        List<SegmentPlace> places = missing.isEmpty() ? List.of() : all();
        for (SegmentPlace place : places) {
            Optional<Located> lost =
                    LostHeader.of(posix, missing.at(place), place).map(LostHeader::segment);
            if (lost.isPresent() && LostHeader.isProvenDurable(posix, lost.get(), 1)) {
                durable.add(lost.get());
            }
        }
        durable.sort(Comparator.comparingLong(Located::segmentNumber));
        return durable;
    }

    private List<SegmentPlace> all() {
        return Stream.concat(suspicious.stream(), blank.stream()).toList();
    }

    /** Where the segment behind those that were found may have been: in a file of its name, or anywhere among slots. */
    Optional<SegmentPlace> suspect(Neighbours found) throws IOException {
        List<SegmentPlace> places = all();
        // It may be older than others that were found.
        Supposed next = Supposed.exactly(found.last().supposed(found.nextNumber(), found.nextSequence(), 1));
        for (SegmentPlace place : places) {
            if (place.number().isEmpty() && lost(place, next).isPresent()) {
                return Optional.of(place);
            }
        }
        OptionalLong missing = OptionalLong.of(found.nextNumber());
        return places.stream()
                .filter(place -> place.number().equals(missing))
                .findFirst()
                .or(() -> suspicious.stream()
                        .filter(place -> place.number().isEmpty())
                        .findFirst());
    }

    /**
     * Those that are left over.
     *
     * @throws DamagedLogException if another one is there
     */
    List<SegmentPlace> leftovers(Neighbours found) throws IOException {
        TornHeaders tornHeaders = new TornHeaders(contents, found, placeCount);
        List<SegmentPlace> leftovers = new ArrayList<>();
        for (SegmentPlace place : suspicious) {
            TornHeader torn = tornHeaders.at(place).orElse(null);
            if (torn == null) {
                throw Damages.headerThatIsNotTorn(place, affected(place, found));
            }
            Located next = found.nextAt(place);
            Located behind = found.nextAt(place, torn.segmentNumber(), torn.baseSequence());
            if (hasDurableRecords(next) || (!behind.equals(next) && hasDurableRecords(behind))) {
                throw Damages.headerInFrontOfRecords(place, found.nextSequence());
            }
            leftovers.add(place);
        }
        for (SegmentPlace place : blank) {
            if (found.areNamedBy(place)) {
                throw Damages.headerOfNamedFile(place, affected(place, found));
            }
            Located next = found.nextAt(place);
            if (contents.beginsWith(next, record -> isFirstOf(next.header(), record)) && hasDurableRecords(next)) {
                throw Damages.headerInFrontOfRecords(place, found.nextSequence());
            }
            leftovers.add(place);
        }
        return leftovers;
    }

    /** A bound for the first sequence of the segment that was there: in front of the others if its name or its records say so. */
    private long affected(SegmentPlace place, Neighbours found) throws IOException {
        long first = found.first().segmentNumber();
        long number = place.number().orElse(first - 1);
        if (number < 0 || number >= first) {
            return found.nextSequence();
        }
        Optional<LostHeader> lost =
                lost(place, new Supposed(found.inFront(number), found.first().baseSequence()));
        boolean isBefore = place.number().isPresent() || lost.isPresent();
        return isBefore
                ? lost.map(known -> known.segment().header().baseSequence()).orElse(0L)
                : found.nextSequence();
    }

    private Optional<LostHeader> lost(SegmentPlace place, Supposed supposed) throws IOException {
        return LostHeader.of(posix, SupposedSegments.of(List.of(supposed)), place);
    }

    /** Whether it was written when somebody knew that something of it was durable. */
    private boolean hasDurableRecords(Located supposed) throws IOException {
        DurabilityProof proof = new DurabilityProof();
        return proof.isIn(contents.scan(supposed, proof).result());
    }

    private static boolean isFirstOf(SegmentHeader segment, RecordCursor record) {
        return record.sequence() == segment.baseSequence() && record.incarnation() >= segment.incarnation();
    }
}
