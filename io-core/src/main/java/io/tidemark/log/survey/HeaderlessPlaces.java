package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.TornHeader;
import io.tidemark.log.recovery.FirstRecord;
import io.tidemark.log.recovery.SupposedSegments;
import io.tidemark.log.recovery.SupposedSegments.Supposed;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
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

    /** Of the log, intact ones and others: each segment that was begun has one. */
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

    /**
     * The segments that were found, without a gap.
     *
     * @param nextSequence behind the last one
     * @param incarnation the highest one
     */
    record Neighbours(SegmentHeader first, SegmentHeader last, long nextSequence, int incarnation) {}

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
        for (SegmentPlace place : places) {
            if (place.number().isEmpty()
                    && lost(place, Supposed.exactly(missing(place, found).header()))
                            .isPresent()) {
                return Optional.of(place);
            }
        }
        OptionalLong missing = OptionalLong.of(found.last().segmentNumber() + 1);
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
        List<SegmentPlace> leftovers = new ArrayList<>();
        for (SegmentPlace place : suspicious) {
            Optional<TornHeader> torn = torn(place, found);
            if (torn.isEmpty()) {
                throw Damages.headerThatIsNotTorn(place, affected(place, found));
            }
            Located next = next(place, found);
            Located behind = behind(place, torn.get(), found);
            if (hasDurableRecords(next) || (!behind.equals(next) && hasDurableRecords(behind))) {
                throw Damages.headerInFrontOfRecords(place, found.nextSequence());
            }
            leftovers.add(place);
        }
        for (SegmentPlace place : blank) {
            if (isNamedAsOneOf(found, place)) {
                throw Damages.headerOfNamedFile(place, affected(place, found));
            }
            Located next = next(place, found);
            if (beginsWithRecord(next, record -> isFirstOf(next.header(), record)) && hasDurableRecords(next)) {
                throw Damages.headerInFrontOfRecords(place, found.nextSequence());
            }
            leftovers.add(place);
        }
        return leftovers;
    }

    /** What is left of a header that is half written or half zeroed, of a segment behind the last one or before the first. */
    Optional<TornHeader> torn(SegmentPlace place, Neighbours found) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
            if (place.number().isPresent()) {
                long named = place.number().getAsLong();
                return isNamedAsOneOf(found, place) ? Optional.empty() : tornBehind(bytes, found, named, named);
            }
            Optional<TornHeader> discarded = tornBefore(bytes, found.first());
            if (discarded.isPresent() || holdsTheOneBefore(place, found)) {
                return discarded;
            }
            long last = found.last().segmentNumber();
            return tornBehind(bytes, found, last + 1, last + placeCount);
        }
    }

    /** Whether it is the segment in front of the first one, which no other may be begun in as long as it isn't erased. */
    private boolean holdsTheOneBefore(SegmentPlace place, Neighbours found) throws IOException {
        long before = found.first().segmentNumber() - 1;
        return before >= 0
                && beginsWithRecord(
                        supposed(place, before, 0, 1, found),
                        record -> record.sequence() <= found.first().baseSequence());
    }

    private static Optional<TornHeader> tornBefore(PlaceBytes bytes, SegmentHeader first) throws IOException {
        long before = first.segmentNumber() - 1;
        return before < 0
                ? Optional.empty()
                : bytes.tornHeader(first, before, before, sequence -> sequence <= first.baseSequence());
    }

    private static Optional<TornHeader> tornBehind(
            PlaceBytes bytes, Neighbours found, long leastNumber, long mostNumber) throws IOException {
        return bytes.tornHeader(found.first(), leastNumber, mostNumber, sequence -> sequence >= found.nextSequence());
    }

    /** A bound for the first sequence of the segment that was there: in front of the others if its name or its records say so. */
    private long affected(SegmentPlace place, Neighbours found) throws IOException {
        long first = found.first().segmentNumber();
        long number = place.number().orElse(first - 1);
        if (number < 0 || number >= first) {
            return found.nextSequence();
        }
        SegmentHeader before = supposed(place, number, 0, 1, found).header();
        Optional<LostHeader> lost =
                lost(place, new Supposed(before, found.first().baseSequence()));
        boolean isBefore = place.number().isPresent() || lost.isPresent();
        return isBefore
                ? lost.map(known -> known.segment().header().baseSequence()).orElse(0L)
                : found.nextSequence();
    }

    private Optional<LostHeader> lost(SegmentPlace place, Supposed supposed) throws IOException {
        return LostHeader.of(posix, SupposedSegments.of(List.of(supposed)), place);
    }

    /** A segment is discarded with its file, so a file with the number of one that was complete holds it. */
    static boolean isNamedAsOneOf(Neighbours found, SegmentPlace place) {
        return place.number().orElse(Long.MAX_VALUE) <= found.last().segmentNumber();
    }

    /** Whether it was written when somebody knew that something of it was durable. */
    private boolean hasDurableRecords(Located supposed) throws IOException {
        DurabilityProof proof = new DurabilityProof();
        return proof.isIn(contents.scan(supposed, proof).result());
    }

    private static boolean isFirstOf(SegmentHeader segment, RecordCursor record) {
        return record.sequence() == segment.baseSequence() && record.incarnation() >= segment.incarnation();
    }

    /** Cheap, for free places may be many. */
    private boolean beginsWithRecord(Located supposed, Predicate<RecordCursor> isWanted) throws IOException {
        SegmentHeader header = supposed.header();
        try (PlaceBytes bytes = PlaceBytes.open(posix, supposed.place())) {
            long limit = Math.min(bytes.lengthBytes(), header.segmentBytes());
            return FirstRecord.isIntact(bytes::readAlone, header, limit, isWanted);
        }
    }

    /** The segment behind, which may be older than others that were found. */
    private static Located missing(SegmentPlace place, Neighbours found) {
        return supposed(place, found.last().segmentNumber() + 1, found.nextSequence(), 1, found);
    }

    private static Located next(SegmentPlace place, Neighbours found) {
        return supposed(place, place.number().orElse(found.last().segmentNumber() + 1), found);
    }

    /** The next segment as far as its header tells, or a later one if that says so. */
    private static Located behind(SegmentPlace place, TornHeader torn, Neighbours found) {
        long number = Math.max(torn.segmentNumber(), found.last().segmentNumber() + 1);
        long base = Math.max(torn.baseSequence(), found.nextSequence());
        return supposed(place, place.number().orElse(number), base, found.incarnation(), found);
    }

    private static Located supposed(SegmentPlace place, long number, Neighbours found) {
        return supposed(place, number, found.nextSequence(), found.incarnation(), found);
    }

    private static Located supposed(
            SegmentPlace place, long number, long leastSequence, int leastIncarnation, Neighbours found) {
        SegmentHeader last = found.last();
        SegmentHeader header = new SegmentHeader(
                last.logId(), number, leastSequence, leastIncarnation, 0, last.segmentBytes(), FooterPlace.NONE);
        return new Located(header, place);
    }
}
