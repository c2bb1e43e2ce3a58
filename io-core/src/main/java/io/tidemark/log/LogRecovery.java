package io.tidemark.log;

import io.tidemark.log.LogSurvey.Located;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentHeader.FooterPlace;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.FooterReader;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what is left of a log, from the bytes alone and without changing one. Segments are taken in the order of
 * their numbers. Each has to be complete, as its footer or a scan shows, if there is a proof that the next one was begun
 * in earnest: a record in it, or in a later one, that was written when the start of its segment was durable. Without one
 * the log ends where the first incomplete segment does: what lies behind was never acknowledged.
 */
final class LogRecovery {
    private final Path path;
    private final List<SegmentPlace> places;
    private final RecoveryScan extent;
    private final List<Located> found = new ArrayList<>();
    private final List<SegmentPlace> suspicious = new ArrayList<>();
    private final List<SegmentPlace> leftovers = new ArrayList<>();
    private final List<Recovered.Sealed> sealed = new ArrayList<>();

    private Recovered.Tail tail;
    private long nextSequence;
    private int incarnation;

    LogRecovery(Path path, List<SegmentPlace> places, RecoveryScan extent) {
        this.path = path;
        this.places = places;
        this.extent = extent;
    }

    /**
     * What is left; empty if no segment was ever begun.
     *
     * @throws DamagedLogException if something that was durable is missing
     * @throws NotALogException if the version is unknown, or none of it is a log
     */
    Optional<Recovered> run() throws IOException {
        for (SegmentPlace place : places) {
            look(place);
        }
        found.sort(Comparator.comparingLong(segment -> segment.header().segmentNumber()));
        if (found.isEmpty()) {
            if (!suspicious.isEmpty()) {
                throw new NotALogException(
                        path.toString(), suspicious.get(0) + " is no segment of a log; nothing was changed");
            }
            return Optional.empty();
        }
        requireOneLog();
        nextSequence = found.get(0).header().baseSequence();
        follow();
        return Optional.of(result());
    }

    private void look(SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(place, OpenRequest.readOnly())) {
            HeaderCheck check = bytes.header();
            if (check instanceof HeaderCheck.Valid valid) {
                found.add(new Located(valid.header(), place));
                incarnation = Math.max(incarnation, valid.header().incarnation());
            } else if (check instanceof HeaderCheck.UnknownVersion unknown) {
                throw new NotALogException(
                        place.path().toString(),
                        "its format has version " + unknown.version()
                                + ", which this version of the library doesn't know; open it with a newer one");
            } else if (check instanceof HeaderCheck.NeverWritten) {
                leftovers.add(place);
            } else {
                suspicious.add(place);
            }
        }
    }

    private void requireOneLog() throws IOException {
        SegmentHeader first = found.get(0).header();
        for (int i = 1; i < found.size(); i++) {
            SegmentHeader header = found.get(i).header();
            if (!header.fileId().equals(first.fileId())) {
                throw damaged(
                        found.get(i),
                        0,
                        "it belongs to another log, " + header.fileId() + " and not " + first.fileId());
            }
            if (header.segmentNumber() == found.get(i - 1).header().segmentNumber()) {
                throw damaged(
                        found.get(i),
                        0,
                        "segment " + header.segmentNumber() + " is there twice, at "
                                + found.get(i - 1).place() + " too");
            }
            if (header.segmentBytes() != first.segmentBytes()) {
                throw damaged(
                        found.get(i),
                        0,
                        "its segments have " + header.segmentBytes() + " bytes, others " + first.segmentBytes());
            }
        }
    }

    private void follow() throws IOException {
        for (int i = 0; i < found.size(); i++) {
            Located segment = found.get(i);
            if (i > 0
                    && segment.header().segmentNumber()
                            != found.get(i - 1).header().segmentNumber() + 1) {
                dropFrom(i, "segment " + (found.get(i - 1).header().segmentNumber() + 1) + " is missing");
                return;
            }
            if (!take(segment, i + 1 < found.size() ? found.get(i + 1) : null)) {
                dropFrom(i + 1, "the segment before ends without a footer");
                return;
            }
        }
        requireNoneBehind();
    }

    /** Whether the segment is complete, so that another one may follow. */
    private boolean take(Located segment, Located next) throws IOException {
        if (segment.header().baseSequence() != nextSequence) {
            throw damaged(
                    segment,
                    0,
                    "it begins with sequence " + segment.header().baseSequence()
                            + ", but the one before ends in front of " + nextSequence);
        }
        try (PlaceBytes bytes = PlaceBytes.open(segment.place(), OpenRequest.readOnly())) {
            FooterPlace footer = next == null ? FooterPlace.NONE : next.header().previous();
            if (extent == RecoveryScan.FOOTERS && footer.isKnown() && takeFooter(segment, bytes, footer)) {
                return true;
            }
            return takeScanned(segment, bytes, footer, next != null && isProven(next));
        }
    }

    private boolean takeFooter(Located segment, PlaceBytes bytes, FooterPlace footer) throws IOException {
        if (footer.endOffset() > bytes.lengthBytes()) {
            return false;
        }
        Optional<SparseIndex> index = FooterReader.read(bytes, segment.header(), footer.offset(), footer.length());
        index.ifPresent(entries -> addSealed(segment, bytes, entries, footer));
        return index.isPresent();
    }

    private void addSealed(Located segment, PlaceBytes bytes, SparseIndex index, FooterPlace footer) {
        long length = Math.min(bytes.lengthBytes(), segment.header().segmentBytes());
        SegmentEnd.Sealed end = new SegmentEnd.Sealed(footer.offset(), footer.length(), footer.endOffset(), length);
        sealed.add(new Recovered.Sealed(segment.header(), segment.place(), index, end));
        nextSequence = index.nextSequence();
    }

    private boolean takeScanned(Located segment, PlaceBytes bytes, FooterPlace footer, boolean isNextProven)
            throws IOException {
        long knownDurable = isNextProven ? footer.endOffset() : 0;
        ScanResult result =
                SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), knownDurable, ScanListener.NONE);
        if (result instanceof Damage damage) {
            throw describe(segment, damage);
        }
        if (result instanceof End end) {
            incarnation = Math.max(incarnation, end.incarnation());
            tail = new Recovered.Tail(segment.header(), segment.place(), end.index(), end.offset(), end.incarnation());
            nextSequence = end.index().nextSequence();
            return false;
        }
        ScanResult.Sealed complete = (ScanResult.Sealed) result;
        incarnation = Math.max(incarnation, complete.incarnation());
        addSealed(segment, bytes, complete.index(), new FooterPlace(complete.offset(), complete.length()));
        return true;
    }

    /** Whether the start of a segment, and so all before it, was durable when something was appended to it. */
    private static boolean isProven(Located segment) throws IOException {
        Proof proof = new Proof();
        try (PlaceBytes bytes = PlaceBytes.open(segment.place(), OpenRequest.readOnly())) {
            return SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, proof) instanceof Damage
                    || proof.isFound;
        }
    }

    private static final class Proof implements ScanListener {
        private boolean isFound;

        @Override
        public void onRecord(RecordCursor record) {
            isFound |= record.durableOffset() > 0;
        }
    }

    private void dropFrom(int first, String what) throws IOException {
        for (Located unproven : found.subList(first, found.size())) {
            if (isProven(unproven)) {
                throw damaged(unproven, 0, what + ", although this one was written when all before it was durable");
            }
            leftovers.add(unproven.place());
        }
        requireNoneBehind();
    }

    /**
     * A place whose header can't be read is left over if the header is half written or half zeroed, and nothing behind it
     * says that it had been durable: the next segment was being begun, or the one before the first being discarded.
     */
    private void requireNoneBehind() throws IOException {
        SegmentHeader first = found.get(0).header();
        SegmentHeader last = last();
        for (SegmentPlace place : suspicious) {
            boolean torn;
            try (PlaceBytes bytes = PlaceBytes.open(place, OpenRequest.readOnly())) {
                torn = bytes.isHeaderTorn(first.fileId(), first.segmentNumber() - 1, first.segmentBytes())
                        || bytes.isHeaderTorn(first.fileId(), last.segmentNumber() + 1, first.segmentBytes());
            }
            SegmentHeader supposed = new SegmentHeader(
                    last.fileId(),
                    last.segmentNumber() + 1,
                    nextSequence,
                    last.incarnation(),
                    0,
                    last.segmentBytes(),
                    FooterPlace.NONE);
            if (!torn || isProven(new Located(supposed, place))) {
                throw new DamagedLogException(
                        place.path().toString(),
                        place.offset(),
                        nextSequence,
                        "the header of a segment is not what was written");
            }
            leftovers.add(place);
        }
    }

    private SegmentHeader last() {
        return tail != null ? tail.header() : sealed.get(sealed.size() - 1).header();
    }

    private Recovered result() throws IOException {
        SegmentHeader first = found.get(0).header();
        return new Recovered(
                first.fileId(),
                first.segmentBytes(),
                List.copyOf(sealed),
                Optional.ofNullable(tail),
                nextSequence,
                last().segmentNumber() + 1,
                incarnation + 1,
                List.copyOf(leftovers),
                unproven());
    }

    /** From the last segment back: a record that was written when its segment's start was durable vouches for all before. */
    private List<SegmentPlace> unproven() throws IOException {
        List<Located> taken = new ArrayList<>();
        sealed.forEach(segment -> taken.add(new Located(segment.header(), segment.place())));
        if (tail != null) {
            taken.add(new Located(tail.header(), tail.place()));
        }
        List<SegmentPlace> unproven = new ArrayList<>();
        boolean isVouchedFor = false;
        for (int i = taken.size() - 1; i >= 0 && !isVouchedFor; i--) {
            unproven.add(taken.get(i).place());
            isVouchedFor = i > 0 && isProven(taken.get(i));
        }
        return unproven;
    }

    /** Damage in a segment, for people. */
    static DamagedLogException describe(Located segment, Damage damage) {
        String what = "there is " + damage.found().description() + " in segment "
                + segment.header().segmentNumber() + ", and "
                + switch (damage.evidence()) {
                    case LATER_RECORD ->
                        "a record behind it, at " + damage.evidenceOffset()
                                + " of the segment, was written when it was durable";
                    case KNOWN_DURABLE -> "the segment is known to reach to " + damage.evidenceOffset();
                    case CONTRADICTION -> "the records in front of it are others";
                    case UNDECIDED -> "so much behind it looks like records that it was not all checked";
                };
        SegmentPlace place = segment.place();
        return new DamagedLogException(
                place.path().toString(), place.offset() + damage.offset(), damage.sequence(), what);
    }

    private DamagedLogException damaged(Located segment, long offset, String what) {
        return new DamagedLogException(
                segment.place().path().toString(), segment.place().offset() + offset, nextSequence, what);
    }
}
