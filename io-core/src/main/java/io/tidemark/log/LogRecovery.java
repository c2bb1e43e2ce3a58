package io.tidemark.log;

import io.tidemark.log.LogSurvey.Located;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.SegmentHeader.FooterPlace;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.log.recovery.FooterReader;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Sealed;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/**
 * Finds out what is left of a log, from the bytes alone and without changing one. Segments are taken in the order of
 * their numbers. A record that was written when something of its segment was durable proves that all segments before are,
 * as wholes: they have to be there, and their footers say what is in them. From the last segment with such a proof on
 * every record is read, and the log ends where the first incomplete segment does: what lies behind was never acknowledged.
 *
 * <p>What is in a segment is found out without the others, so several threads read; who judges takes it in order.
 */
final class LogRecovery {
    /** Whether somebody else may write the log. */
    enum Sharing {
        /** Somebody may, and cut a file off under a mapping. */
        SHARED,
        /** The caller holds the lock. */
        LOCKED
    }

    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());

    private final Posix posix;
    private final Path path;
    private final List<SegmentPlace> places;
    private final RecoveryScan extent;
    private final Sharing sharing;
    private final Executor helpers;
    private final List<Located> found = new ArrayList<>();

    /** Places whose header is neither intact nor zero, then those where it is zero. */
    private final List<SegmentPlace> suspicious = new ArrayList<>();

    private final List<SegmentPlace> blank = new ArrayList<>();
    private final List<SegmentPlace> leftovers = new ArrayList<>();
    private final List<Recovered.Sealed> sealed = new ArrayList<>();

    /** What is in each segment but the last, if a later one proves it to be durable. */
    private final List<Beside<Content>> contents = new ArrayList<>();

    /** What was found in the segments that were read in search of a proof. */
    private final IdentityHashMap<Located, Content> scanned = new IdentityHashMap<>();

    /** Index of the last segment that proves all before to be durable; 0 if there is none. */
    private int proven;

    private Recovered.Tail tail;
    private long nextSequence;
    private int incarnation;

    /** @param helpers may take some of the reading; nothing of it is under way when {@link #run} returns or throws */
    LogRecovery(
            Posix posix, Path path, List<SegmentPlace> places, RecoveryScan extent, Sharing sharing, Executor helpers) {
        this.posix = posix;
        this.path = path;
        this.places = places;
        this.extent = extent;
        this.sharing = sharing;
        this.helpers = helpers;
    }

    /**
     * What is left; empty if no segment was ever begun.
     *
     * @throws DamagedLogException if something that was durable is missing
     * @throws NotALogException if the version is unknown, or none of it is a log
     */
    Optional<Recovered> run() throws IOException {
        try {
            return find();
        } finally {
            contents.forEach(Beside::abandon);
        }
    }

    private Optional<Recovered> find() throws IOException {
        for (SegmentPlace place : places) {
            look(place);
        }
        found.sort(Comparator.comparingLong(LogRecovery::number));
        if (found.isEmpty()) {
            requireUnborn();
            return Optional.empty();
        }
        requireOneLog();
        beginToRead();
        findProof();
        nextSequence = found.get(0).header().baseSequence();
        follow();
        judgeUnreadable();
        return Optional.of(result());
    }

    /** After {@link #run}: places without a segment of the log. */
    List<SegmentPlace> leftovers() {
        return List.copyOf(leftovers);
    }

    /** After {@link #run}: whether each segment that was found is there yet, so that it was all there at one time. */
    boolean isUnchanged() throws IOException {
        for (Located segment : found) {
            try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place(), OpenRequest.readOnly())) {
                HeaderCheck check = bytes.header();
                if (!(check instanceof HeaderCheck.Valid valid && valid.header().equals(segment.header()))) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    private static long number(Located segment) {
        return segment.header().segmentNumber();
    }

    private void look(SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly())) {
            HeaderCheck check = bytes.header();
            if (check instanceof HeaderCheck.Valid valid) {
                found.add(new Located(valid.header(), place));
                incarnation = Math.max(incarnation, valid.header().incarnation());
            } else if (check instanceof HeaderCheck.UnknownVersion unknown) {
                throw new NotALogException(
                        place.path().toString(),
                        "its format has version " + unknown.version()
                                + ", which this version of the library doesn't know; open it with a newer one");
            } else {
                (check instanceof HeaderCheck.NeverWritten ? blank : suspicious).add(place);
            }
        }
    }

    /**
     * Without one intact header there can only be what is left of a log that was being created. Each byte is read once,
     * because the places of a file follow one another.
     */
    private void requireUnborn() throws IOException {
        for (int i = 0; i < places.size(); i++) {
            SegmentPlace place = places.get(i);
            try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly())) {
                if (!bytes.isUnborn(bytesUpToTheNext(i))) {
                    throw new NotALogException(place.toString(), "it is no segment of a log; nothing was changed");
                }
            }
            leftovers.add(place);
        }
    }

    private long bytesUpToTheNext(int index) {
        SegmentPlace place = places.get(index);
        boolean isLast =
                index + 1 == places.size() || !places.get(index + 1).path().equals(place.path());
        return isLast ? Long.MAX_VALUE : places.get(index + 1).offset() - place.offset();
    }

    private void requireOneLog() throws IOException {
        SegmentHeader first = found.get(0).header();
        for (int i = 0; i < found.size(); i++) {
            Located segment = found.get(i);
            SegmentHeader header = segment.header();
            if (!header.fileId().equals(first.fileId())) {
                throw misplaced(
                        segment, "it belongs to another log, " + header.fileId() + " and not " + first.fileId());
            }
            if (i > 0 && number(segment) == number(found.get(i - 1))) {
                throw misplaced(
                        segment,
                        "segment " + number(segment) + " is there twice, at "
                                + found.get(i - 1).place() + " too");
            }
            if (header.segmentBytes() != first.segmentBytes()) {
                throw misplaced(
                        segment,
                        "its segments have " + header.segmentBytes() + " bytes, others " + first.segmentBytes());
            }
            if (segment.place().number().orElse(number(segment)) != number(segment)) {
                throw misplaced(segment, "it is segment " + number(segment) + ", which its name doesn't say");
            }
        }
    }

    /** A segment's footer or records, and how many bytes there are at its place. */
    private record Content(ScanResult result, long lengthBytes) {}

    private void beginToRead() {
        for (int i = 0; i < found.size() - 1; i++) {
            Located segment = found.get(i);
            Located next = found.get(i + 1);
            FooterPlace footer =
                    number(next) == number(segment) + 1 ? next.header().previous() : FooterPlace.NONE;
            contents.add(Beside.begin(helpers, () -> read(segment, footer)));
        }
    }

    /** In any thread. */
    private Content read(Located segment, FooterPlace footer) throws IOException {
        SegmentHeader header = segment.header();
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place(), OpenRequest.readOnly())) {
            long lengthBytes = bytes.lengthBytes();
            if (extent == RecoveryScan.FOOTERS && footer.isKnown() && footer.endOffset() <= lengthBytes) {
                Optional<SparseIndex> index = FooterReader.read(bytes, header, footer.offset(), footer.length());
                if (index.isPresent()) {
                    Sealed believed = new Sealed(
                            footer.offset(), footer.length(), footer.endOffset(), header.incarnation(), index.get());
                    return new Content(believed, lengthBytes);
                }
            }
            return scan(bytes, header, footer.endOffset(), ScanListener.NONE);
        }
    }

    /** By a mapping where all is read and nobody can cut the file off; what that fails with, system calls tell better. */
    private Content scan(PlaceBytes bytes, SegmentHeader header, long knownDurable, ScanListener listener)
            throws IOException {
        long limit = bytes.lengthBytes();
        if (extent == RecoveryScan.ALL_RECORDS && sharing == Sharing.LOCKED) {
            try (MappedRegion mapping = bytes.map(header.segmentBytes())) {
                return new Content(SegmentScan.run(bytes, mapping, header, limit, knownDurable, listener), limit);
            } catch (FileSystemException e) {
                LOG.log(System.Logger.Level.DEBUG, path + ": can't be mapped, so it is copied", e);
            }
        }
        SegmentReader reader = sharing == Sharing.SHARED ? bytes.withoutHoles() : bytes;
        return new Content(SegmentScan.run(reader, header, limit, knownDurable, listener), limit);
    }

    /** From the last segment back, because the proof is in one of the last ones. */
    private void findProof() throws IOException {
        for (proven = found.size() - 1; proven > 0; proven--) {
            Located segment = found.get(proven);
            Proof proof = new Proof();
            Content content = scan(segment, proof);
            scanned.put(segment, content);
            if (proof.isFound || content.result() instanceof Damage) {
                return;
            }
        }
    }

    /** What nothing is known about. */
    private Content scan(Located segment, ScanListener listener) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place(), OpenRequest.readOnly())) {
            return scan(bytes, segment.header(), 0, listener);
        }
    }

    private static final class Proof implements ScanListener {
        private boolean isFound;

        @Override
        public void onRecord(RecordCursor record) {
            isFound |= record.durableOffset() > 0;
        }
    }

    private void follow() throws IOException {
        // Not one after the other as they are judged: then all but one helper would wait for this thread.
        for (Beside<Content> content : contents.subList(0, proven)) {
            content.help();
        }
        for (int i = 0; i < found.size(); i++) {
            if (i > 0 && number(found.get(i)) != number(found.get(i - 1)) + 1) {
                dropFrom(i, "segment " + (number(found.get(i - 1)) + 1) + " is missing");
                return;
            }
            if (!take(i)) {
                dropFrom(i + 1, "the segment before ends without a footer");
                return;
            }
        }
    }

    /** Whether the segment is complete, so that another one may follow. */
    private boolean take(int index) throws IOException {
        Located segment = found.get(index);
        if (segment.header().baseSequence() != nextSequence) {
            throw damaged(
                    segment,
                    "it begins with sequence " + segment.header().baseSequence()
                            + ", but the one before ends in front of " + nextSequence);
        }
        if (index < proven) {
            return take(segment, contents.get(index).get());
        }
        Content known = scanned.get(segment);
        return take(segment, known != null ? known : scan(segment, ScanListener.NONE));
    }

    private void addSealed(Located segment, long lengthBytes, Sealed complete) {
        long length = Math.min(lengthBytes, segment.header().segmentBytes());
        SegmentEnd.Sealed end =
                new SegmentEnd.Sealed(complete.offset(), complete.length(), complete.endOffset(), length);
        sealed.add(new Recovered.Sealed(segment.header(), segment.place(), complete.index(), end));
        nextSequence = complete.index().nextSequence();
    }

    private boolean take(Located segment, Content content) throws IOException {
        ScanResult result = content.result();
        if (result instanceof Damage damage) {
            throw describe(segment, damage);
        }
        if (result instanceof End end) {
            incarnation = Math.max(incarnation, end.incarnation());
            tail = new Recovered.Tail(
                    segment.header(), segment.place(), end.index(), end.offset(), end.incarnation(), end.isClosed());
            nextSequence = end.index().nextSequence();
            return false;
        }
        Sealed complete = (Sealed) result;
        incarnation = Math.max(incarnation, complete.incarnation());
        addSealed(segment, content.lengthBytes(), complete);
        return true;
    }

    private void dropFrom(int first, String what) throws IOException {
        if (first <= proven && proven > 0) {
            if (!suspicious.isEmpty()) {
                throw unreadable(suspicious.get(0), what);
            }
            throw damaged(
                    found.get(first),
                    what + ", although segment " + number(found.get(proven))
                            + " was written when all before it was durable");
        }
        for (Located unproven : found.subList(first, found.size())) {
            leftovers.add(unproven.place());
        }
    }

    /**
     * A place whose header can't be read is left over if the header was never written, or is half written or half zeroed:
     * the next segment was being begun, or the one before the first being discarded. Unless records say that it had been
     * the next segment in earnest, or the name of a file that there had been one.
     */
    private void judgeUnreadable() throws IOException {
        for (SegmentPlace place : suspicious) {
            if (!isTorn(place)) {
                throw unreadable(place, "it is no half written one either");
            }
            if (hasDurableRecords(place)) {
                throw unreadable(place, "but records behind it are");
            }
            leftovers.add(place);
        }
        for (SegmentPlace place : blank) {
            if (isNamedAsOneOfThese(place)) {
                throw unreadable(place, "although its name says that there had been one");
            }
            if (beginsWithRecord(place, nextNumber(place)) && hasDurableRecords(place)) {
                throw unreadable(place, "but records behind it are");
            }
            leftovers.add(place);
        }
    }

    private boolean isTorn(SegmentPlace place) throws IOException {
        SegmentHeader first = found.get(0).header();
        LongPredicate behind = sequence -> sequence >= nextSequence;
        try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly())) {
            if (place.number().isPresent()) {
                return !isNamedAsOneOfThese(place)
                        && bytes.isHeaderTorn(first, place.number().getAsLong(), behind);
            }
            return bytes.isHeaderTorn(first, first.segmentNumber() - 1, sequence -> sequence <= first.baseSequence())
                    || (bytes.isHeaderTorn(first, last().segmentNumber() + 1, behind)
                            && !(first.segmentNumber() > 0 && beginsWithRecord(place, first.segmentNumber() - 1)));
        }
    }

    /** A segment is discarded with its file, so a file with the number of one that was complete holds it. */
    private boolean isNamedAsOneOfThese(SegmentPlace place) {
        return place.number().orElse(Long.MAX_VALUE) <= last().segmentNumber();
    }

    /** Whether it had been the next segment when somebody knew that something of it was durable. */
    private boolean hasDurableRecords(SegmentPlace place) throws IOException {
        Proof proof = new Proof();
        return scan(supposed(place, nextNumber(place)), proof).result() instanceof Damage || proof.isFound;
    }

    /** Cheap, for free places may be many. */
    private boolean beginsWithRecord(SegmentPlace place, long number) throws IOException {
        SegmentHeader header = supposed(place, number).header();
        try (PlaceBytes bytes = PlaceBytes.open(posix, place, OpenRequest.readOnly())) {
            long limit = Math.min(bytes.lengthBytes(), header.segmentBytes());
            return RescueScan.isRecordAt(bytes, header, SegmentHeader.BYTES, limit & -RecordLayout.ALIGNMENT_BYTES);
        }
    }

    private long nextNumber(SegmentPlace place) {
        return place.number().orElse(last().segmentNumber() + 1);
    }

    private Located supposed(SegmentPlace place, long number) {
        SegmentHeader last = last();
        SegmentHeader header = new SegmentHeader(
                last.fileId(), number, nextSequence, incarnation, 0, last.segmentBytes(), FooterPlace.NONE);
        return new Located(header, place);
    }

    private SegmentHeader last() {
        return tail != null ? tail.header() : sealed.get(sealed.size() - 1).header();
    }

    private Recovered result() {
        SegmentHeader first = found.get(0).header();
        return new Recovered(
                first.fileId(),
                first.segmentBytes(),
                List.copyOf(sealed),
                Optional.ofNullable(tail),
                nextSequence,
                last().segmentNumber() + 1,
                incarnation + 1,
                unproven());
    }

    /** From the last segment that was taken back to the one that vouches for all before. */
    private List<SegmentPlace> unproven() {
        int count = sealed.size() + (tail != null ? 1 : 0);
        List<SegmentPlace> unproven = new ArrayList<>();
        for (int i = count - 1; i >= proven; i--) {
            unproven.add(found.get(i).place());
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

    private DamagedLogException damaged(Located segment, String what) {
        return new DamagedLogException(
                segment.place().path().toString(), segment.place().offset(), nextSequence, what);
    }

    private DamagedLogException unreadable(SegmentPlace place, String why) {
        return new DamagedLogException(
                place.path().toString(),
                place.offset(),
                nextSequence,
                "the header of a segment is not what was written; " + why);
    }

    private static DamagedLogException misplaced(Located segment, String what) {
        return new DamagedLogException(
                segment.place().path().toString(),
                segment.place().offset(),
                segment.header().baseSequence(),
                what);
    }
}
