package io.tidemark.log.survey;

import io.tidemark.log.Verification;
import io.tidemark.log.Verification.Kind;
import io.tidemark.log.Verification.Problem;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.HeaderCheck.Flaw;
import io.tidemark.log.format.HeaderCheck.Valid;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.MediaError;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads every byte of a log's segments for a {@link Verification}. One thread. */
final class VerifiedSegments {
    /** A file is cut once when its segment is sealed, and once when its writer closes. */
    private static final int MOST_LOOKS = 10;

    private final Posix posix;
    private final LongConsumer progress;
    private final Deque<Located> read = new ArrayDeque<>();
    private final List<Problem> damages = new ArrayList<>();
    private final List<Problem> wrongBits = new ArrayList<>();

    /** Of the last segment; null if there is none. */
    private ScanResult last;

    private long records;
    private long intactBytes;
    private long dataBytes;
    private long bytesRead;
    private boolean isProven;

    private VerifiedSegments(Posix posix, LongConsumer progress) {
        this.posix = posix;
        this.progress = progress;
    }

    /** From the last one back, because a segment proves what had been durable in front of it. */
    static VerifiedSegments read(Posix posix, List<Located> segments, LongConsumer progress) throws IOException {
        VerifiedSegments verified = new VerifiedSegments(posix, progress);
        progress.accept(0);
        for (int i = segments.size() - 1; i >= 0; i--) {
            Located segment = segments.get(i);
            verified.read(segment, i + 1 < segments.size() ? segment.footerBy(segments.get(i + 1)) : FooterPlace.NONE);
            progress.accept(verified.bytesRead);
        }
        return verified;
    }

    /** Again, if the file became shorter meanwhile: its writer cuts off what he had prepared. */
    private void read(Located segment, FooterPlace footer) throws IOException {
        for (int look = 1; ; look++) {
            try {
                look(segment, footer);
                return;
            } catch (TruncatedFileException e) {
                if (look == MOST_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private void look(Located segment, FooterPlace footer) throws IOException {
        SegmentHeader known = segment.header();
        Observer observer = new Observer(progress, bytesRead);
        try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place())) {
            long length = Math.min(bytes.lengthBytes(), known.segmentBytes());
            ScanResult scanned =
                    SegmentScan.run(bytes, known, bytes.lengthBytes(), isProven ? footer.endOffset() : 0, observer);
            ScanResult result = MediumDamage.orElse(scanned, bytes, known);
            if (result instanceof ScanResult.Damage damage) {
                bytes.probe(damage.offset(), length);
            }
            HeaderCheck header = bytes.header();
            bytesRead += length;
            if (isStill(known, header)) { // Else it may be another one's place.
                add(segment, footer, result, length);
                addMediaErrors(segment, result, bytes.mediaErrors());
                isProven |= observer.isIn(result);
                if (header instanceof Valid still && still.flaw() == Flaw.WRONG_BIT) {
                    wrongBits.add(0, Damages.problem(Kind.WRONG_BIT, Damages.wrongBit(segment)));
                }
            }
        } catch (NoSuchFileException discardedMeanwhile) {
            return;
        }
    }

    /** One that could be read before, and can't any more, was not begun anew. */
    private static boolean isStill(SegmentHeader known, HeaderCheck header) {
        return header instanceof HeaderCheck.MediaError || header.isOf(known);
    }

    private void add(Located segment, FooterPlace footer, ScanResult result, long length) {
        read.addFirst(segment);
        last = last == null ? result : last;
        records += result.index().recordCount();
        dataBytes += result.endOffset();
        if (result instanceof ScanResult.Damage damage) {
            if (damage.evidence() != Evidence.MEDIA_ERROR) { // Else it is told with all that can't be read.
                damages.add(0, Damages.problem(Kind.DAMAGE, Damages.inside(segment, damage, footer)));
            }
            intactBytes += damage.offset();
        } else {
            intactBytes += length;
        }
    }

    /** Of what lies behind a footer nothing is believed, and nothing missed. */
    private void addMediaErrors(Located segment, ScanResult result, List<MediaError> errors) {
        long limit = result instanceof ScanResult.Sealed sealed ? sealed.endOffset() : Long.MAX_VALUE;
        long sequence = result.index().nextSequence();
        List<Problem> problems = errors.stream()
                .filter(error -> error.offset() < limit)
                .map(error -> Damages.problem(Kind.DAMAGE, Damages.mediaError(segment, error, sequence)))
                .toList();
        boolean isBehind = result instanceof ScanResult.Damage damage && damage.evidence() != Evidence.MEDIA_ERROR;
        damages.addAll(isBehind ? 1 : 0, problems);
    }

    /** Tells the progress, too. */
    private static final class Observer extends DurabilityProof {
        private final LongConsumer progress;
        private final long before;

        Observer(LongConsumer progress, long before) {
            this.progress = progress;
            this.before = before;
        }

        @Override
        public void onProgress(long offset) {
            progress.accept(before + offset);
        }
    }

    /** Those that were still there when they had been read; ascending. */
    List<Located> segments() {
        return List.copyOf(read);
    }

    /** Damage inside of segments, in their order. */
    List<Problem> damages() {
        return damages;
    }

    /** Headers that all readers put right, in the order of segments. */
    List<Problem> wrongBits() {
        return wrongBits;
    }

    /** What the last segment turned out to be; there has to be one. */
    ScanResult last() {
        return last;
    }

    long records() {
        return records;
    }

    /** Of the segments up to damage in them. */
    long intactBytes() {
        return intactBytes;
    }

    /** Of these the ones in use. */
    long dataBytes() {
        return dataBytes;
    }

    long firstSequence() {
        return read.isEmpty() ? 0 : read.getFirst().header().baseSequence();
    }

    long lastSequence() {
        return read.isEmpty() ? -1 : last.index().nextSequence() - 1;
    }
}
