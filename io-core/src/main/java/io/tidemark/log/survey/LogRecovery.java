package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Sealed;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.survey.SegmentContents.Content;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds out what is left of a log, from the bytes alone and without changing one. Whoever holds the lock asks the medium: what
 * nothing proves to be durable is forced, and dropped from the page cache, before it is read. Segments are taken in the order of
 * their numbers. A record that was written when something of its segment was durable proves that all segments before are,
 * as wholes: they have to be there, and their footers say what is in them. From the last segment with such a proof on
 * every record is read, and the log ends where the first incomplete segment does: what lies behind was never acknowledged.
 *
 * <p>What is in a segment is found out without the others, so several threads read; who judges takes it in order.
 */
public final class LogRecovery {
    private final Posix posix;
    private final Headers headers;
    private final SegmentContents reader;
    private final HeaderlessPlaces headerless;
    private final SegmentNames names;
    private final Executor helpers;
    private final List<Located> found;
    private final List<SegmentPlace> leftovers = new ArrayList<>();
    private final TakenSegments taken;

    /** Null until it is known in which segments to look. */
    private ProofSearch proof;

    /** Segments between others behind the proof whose headers are gone, and which prove all before to be durable; ascending. */
    private List<Located> lost = List.of();

    /** Whether the damage that was met proves all in front of it to be durable. */
    private boolean isProvenByDamage;

    private LogExtent extent = LogExtent.UNKNOWN;

    private LogRecovery(Posix posix, Headers headers, RecoveryScan scan, Executor helpers) {
        this.posix = posix;
        this.headers = headers;
        this.reader = new SegmentContents(posix, scan);
        this.headerless = new HeaderlessPlaces(posix, reader, headers);
        this.names = new SegmentNames(headers.places());
        this.helpers = helpers;
        this.found = new ArrayList<>(headers.segments());
        long firstSequence = found.isEmpty() ? 0 : found.get(0).header().baseSequence();
        this.taken = new TakenSegments(firstSequence, headers.highestIncarnation());
    }

    /**
     * What there is; empty if a segment was in memory only, and isn't any more: then it has to be found out anew.
     *
     * @param helpers may take some of the reading; nothing of it is under way when this returns or throws
     * @throws NotALogException if the version is unknown, or none of it is a log
     */
    public static Optional<Findings> run(Posix posix, List<SegmentPlace> places, RecoveryScan scan, Executor helpers)
            throws IOException {
        return new LogRecovery(posix, Headers.read(posix, places), scan, helpers).run();
    }

    /** What there is for who has no lock, and so settles nothing. */
    static Findings shared(Posix posix, Headers headers, RecoveryScan scan, Executor helpers) throws IOException {
        return new LogRecovery(posix, headers, scan, helpers).run().orElseThrow();
    }

    private Optional<Findings> run() throws IOException {
        try {
            return find();
        } catch (DamagedLogException e) {
            return Optional.of(damaged(e));
        } finally {
            if (proof != null) {
                proof.abandon();
            }
        }
    }

    private Optional<Findings> find() throws IOException {
        if (found.isEmpty()) {
            new UnbornLog(posix, headers.places(), reader).require();
            leftovers.addAll(headers.places());
            return Optional.of(intact(Optional.empty()));
        }
        Optional<Misplaced> misplaced = Owner.firstMisplaced(found);
        if (misplaced.isPresent()) {
            goOnInFrontOf(misplaced.get());
        }
        proof = new ProofSearch(reader, helpers, found);
        if (!proof.run()) {
            return Optional.empty();
        }
        lost = findLost();
        extent = misplaced.isEmpty() ? extentBehindProof() : LogExtent.UNKNOWN;
        follow();
        if (misplaced.isPresent()) {
            throw misplaced.get().damage(taken.nextSequence());
        }
        requireNothingLost();
        leftovers.addAll(headerless.leftovers(taken.neighbours()));
        extent = taken.extent();
        return Optional.of(intact(Optional.of(taken.result(unproven()))));
    }

    /** Somebody may want to read what is there. */
    private void goOnInFrontOf(Misplaced misplaced) throws DamagedLogException {
        found.subList(misplaced.inFront(), found.size()).clear();
        if (found.isEmpty()) {
            throw misplaced.damage();
        }
    }

    /**
     * Where the log ends, whatever is damaged in front: at the first incomplete segment from the proof on, or in front of a
     * number that is missing and was not lost. Not known if that is the very first, which isn't read yet.
     */
    private LogExtent extentBehindProof() throws IOException {
        int proven = proof.proven();
        for (int i = Math.max(1, proven); i < found.size(); i++) {
            long before = found.get(i - 1).segmentNumber();
            if (i > proven && isGapBefore(i) && !isLostBehind(before)) {
                return new LogExtent(0, before, Long.MAX_VALUE);
            }
            if (proof.content(i).result() instanceof End end
                    && !isProvenBehind(found.get(i).segmentNumber())) {
                return new LogExtent(0, found.get(i).segmentNumber(), end.offset());
            }
        }
        return LogExtent.UNKNOWN;
    }

    private Findings intact(Optional<Recovered> recovered) {
        return findings(recovered, Optional.empty(), fromTheLastNameOn(leftovers));
    }

    /** Whoever gives files back and is killed leaves none of them missing between two others. */
    private static List<SegmentPlace> fromTheLastNameOn(List<SegmentPlace> places) {
        return places.stream()
                .sorted(Comparator.<SegmentPlace>comparingLong(
                                place -> place.number().orElse(0))
                        .reversed())
                .toList();
    }

    /** With what is in front of it, unless nothing is. */
    private Findings damaged(DamagedLogException damage) {
        Optional<Recovered> inFront = taken.hasRecords() && damage.sequence() >= taken.nextSequence()
                ? Optional.of(taken.result(unproven()))
                : Optional.empty();
        return findings(inFront, Optional.of(damage), List.of());
    }

    private Findings findings(
            Optional<Recovered> recovered, Optional<DamagedLogException> damage, List<SegmentPlace> free) {
        long provenNumber = found.isEmpty() ? 0 : found.get(proof.proven()).segmentNumber();
        return new Findings(recovered, damage, extent, provenNumber, taken.incarnation(), free, found);
    }

    private void follow() throws IOException {
        // Not one after the other as they are judged: then all but one helper would wait for this thread.
        proof.help();
        for (int i = 0; i < found.size(); i++) {
            if (isGapBefore(i)) {
                dropFrom(i, "segment " + (found.get(i - 1).segmentNumber() + 1) + " is missing");
                return;
            }
            if (!take(i)) {
                dropFrom(i + 1, "the segment before ends without a footer");
                return;
            }
        }
    }

    private boolean isGapBefore(int index) {
        return index > 0
                && found.get(index).segmentNumber() != found.get(index - 1).segmentNumber() + 1;
    }

    /** A gap may be a segment that was never durable, or a complete one whose first block is lost: its records tell. */
    private List<Located> findLost() throws IOException {
        MissingSegments missing = new MissingSegments(headerless.count());
        for (int i = proof.proven() + 1; i < found.size(); i++) {
            SegmentHeader before = found.get(i - 1).header();
            if (isGapBefore(i)) {
                missing.addBetween(before, found.get(i).header(), before.incarnation());
            }
        }
        return headerless.durable(missing);
    }

    private boolean isLostBehind(long segmentNumber) {
        return isProvenBehind(segmentNumber)
                || names.firstMissingBehind(segmentNumber).isPresent();
    }

    private boolean isProvenBehind(long segmentNumber) {
        return !lost.isEmpty() && lost.get(lost.size() - 1).segmentNumber() > segmentNumber;
    }

    /** Behind a segment without a footer nothing was acknowledged, unless a record says so. */
    private void requireNothingLost() throws DamagedLogException {
        if (!lost.isEmpty()) {
            isProvenByDamage = true;
            throw Damages.headerInFrontOfRecords(lost.get(0).place(), taken.nextSequence());
        }
        Optional<SegmentNames.Missing> file = taken.hasTail()
                ? Optional.empty()
                : names.firstMissingBehind(taken.last().segmentNumber());
        if (file.isPresent()) {
            throw Damages.missingFile(file.get().segmentNumber(), file.get().behind(), taken.nextSequence());
        }
    }

    /** Whether the segment is complete, so that another one may follow. */
    private boolean take(int index) throws IOException {
        Located segment = found.get(index);
        if (segment.header().baseSequence() != taken.nextSequence()) {
            throw Damages.before(
                    segment,
                    taken.nextSequence(),
                    "it begins with sequence " + segment.header().baseSequence()
                            + ", but the one before ends in front of " + taken.nextSequence());
        }
        FooterPlace footer = index + 1 < found.size() ? segment.footerBy(found.get(index + 1)) : FooterPlace.NONE;
        return take(segment, proof.content(index), footer);
    }

    private boolean take(Located segment, Content content, FooterPlace footer) throws DamagedLogException {
        ScanResult result = content.result();
        if (result instanceof Damage damage) {
            taken.addDamaged(segment, damage);
            isProvenByDamage = damage.provesDurability();
            throw Damages.inside(segment, damage, footer);
        }
        if (result instanceof End end) {
            taken.addTail(segment, end);
            return false;
        }
        taken.addSealed(segment, content.lengthBytes(), (Sealed) result);
        return true;
    }

    private void dropFrom(int first, String what) throws IOException {
        if (first <= proof.proven()) {
            Optional<SegmentPlace> suspect = headerless.suspect(taken.neighbours());
            if (suspect.isPresent()) {
                throw Damages.header(suspect.get(), taken.nextSequence(), what);
            }
            throw Damages.before(
                    found.get(first),
                    taken.nextSequence(),
                    what + ", although segment " + found.get(proof.proven()).segmentNumber()
                            + " was written when all before it was durable");
        }
        for (Located unproven : found.subList(first, found.size())) {
            leftovers.add(unproven.place());
        }
    }

    /** From the last segment that was taken back to the one that vouches for all before. */
    private List<SegmentPlace> unproven() {
        if (isProvenByDamage) {
            return List.of();
        }
        List<SegmentPlace> unproven = new ArrayList<>();
        for (int i = taken.count() - 1; i >= proof.vouching(); i--) {
            unproven.add(found.get(i).place());
        }
        return unproven;
    }
}
