package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.recovery.RescueScan;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.Medium;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * What was rescued from a damaged log into a new one. Records keep their order and timestamps; sequences are given anew,
 * without gaps, from 0 on.
 *
 * @param records that were rescued
 * @param firstSequence in the old log, of the first one; -1 if none was
 * @param lost ranges of the old log's sequences, as far as headers and other records tell of them
 */
public record Salvage(long records, long firstSequence, List<Gap> lost) {
    /** That of appends; of what is left of a segment that was begun twice, the later one first. */
    private static final Comparator<Located> IN_ORDER = Comparator.<Located>comparingLong(
                    located -> located.header().segmentNumber())
            .thenComparing(located -> located.header().incarnation(), Comparator.reverseOrder());

    /**
     * Records of the old log that were not found.
     *
     * @param fromSequence the first one
     * @param toSequence behind the last one
     * @param newSequence of the record that followed them, in the new log; behind its last one if none did
     */
    public record Gap(long fromSequence, long toSequence, long newSequence) {}

    public Salvage {
        lost = List.copyOf(lost);
    }

    /**
     * Options of a new log like the damaged one: of the same layout, with segments of the same size, so that every record
     * fits.
     *
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     */
    public static LogOptions.Builder optionsLike(Path from) throws IOException {
        LogSurvey survey = LogSurvey.of(Posix.system(), from.toAbsolutePath());
        return LogOptions.builder()
                .layout(Files.isDirectory(from) ? Layout.DIRECTORY : Layout.SINGLE_FILE)
                .segmentBytes(survey.segments().get(0).header().segmentBytes());
    }

    /**
     * Rescues every intact record, also behind damage and from segments whose header can't be read, but for those that the
     * next opening drops, because they were discarded or never acknowledged. Bytes that the medium doesn't give back are
     * damage, never the end of the log. The damaged log is not changed.
     *
     * @param from the damaged log; nobody writes it
     * @param to where nothing is yet
     * @param options of the new log; its retention begins with the next opening, so that nothing goes that was just rescued
     * @param progress is told how many bytes of the damaged log were looked at so far, now and then
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     * @throws java.nio.file.FileAlreadyExistsException if something is at {@code to}, such as what another run left that
     *     was killed; delete it first
     * @throws IOException if it fails; nothing is left at {@code to} then, unless that can't be deleted either
     */
    public static Salvage run(Path from, Path to, LogOptions options, LongConsumer progress) throws IOException {
        return run(Libraries.load(), from, to, options, progress);
    }

    /** As {@link #run(Path, Path, LogOptions, LongConsumer)}, on the given medium. */
    static Salvage run(Medium medium, Path from, Path to, LogOptions options, LongConsumer progress)
            throws IOException {
        Posix posix = medium.posix();
        LogSurvey survey = LogSurvey.of(posix, from.toAbsolutePath());
        List<Located> segments = withLostHeaders(posix, survey);
        LogExtent extent = extent(posix, survey, NextOpening.of(posix, from.toAbsolutePath()), segments);
        segments.addAll(survey.segments());
        segments.removeIf(segment -> !extent.holds(segment.header()));
        segments.sort(IN_ORDER);
        LogOptions ofNew = options.toBuilder()
                .openMode(OpenMode.CREATE_NEW)
                .durability(Durability.onDemand())
                .retention(Retention.everything())
                .build();
        HybridLog created = HybridLog.open(medium, to, ofNew);
        try (HybridLog target = created) {
            Rescue rescue = new Rescue(posix, target, extent, progress);
            beginning(segments.get(0), survey).ifPresent(rescue::beginAt);
            for (Located segment : segments) {
                rescue.take(segment);
            }
            rescue.end();
            target.force();
            return new Salvage(rescue.records, rescue.first, rescue.lost);
        } catch (IOException | RuntimeException | Error e) {
            deletePart(posix, to, e);
            throw e;
        }
    }

    /** So that nobody takes it for all that could be rescued. */
    private static void deletePart(Posix posix, Path to, Throwable cause) {
        try {
            Stores.delete(posix, to.toAbsolutePath());
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** The first sequence of the old log; empty if nobody knows it, because a header is lost. */
    private static OptionalLong beginning(Located first, LogSurvey survey) {
        if (first.header().segmentNumber() == 0) {
            return OptionalLong.of(0);
        }
        return first.equals(survey.segments().get(0))
                ? OptionalLong.of(first.header().baseSequence())
                : OptionalLong.empty();
    }

    private static List<Located> withLostHeaders(Posix posix, LogSurvey survey) throws IOException {
        List<Located> identified = new ArrayList<>();
        for (List<SegmentPlace> places : List.of(survey.unreadable(), survey.blank())) {
            for (SegmentPlace place : places) {
                LostHeader.of(posix, survey.missingAt(place), place)
                        .map(lost -> new Located(lost.header(), place))
                        .ifPresent(identified::add);
            }
        }
        return identified;
    }

    /**
     * An opening doesn't look everywhere for records whose header is zero; a proof among them says that there is more. So
     * does a damaged header, over which no opening drops anything.
     */
    private static LogExtent extent(Posix posix, LogSurvey survey, NextOpening opening, List<Located> withLostHeaders)
            throws IOException {
        HeaderDamages headers = new HeaderDamages(posix, survey, opening);
        for (Located segment : withLostHeaders) {
            boolean isDamage = opening.damage().isPresent() && headers.wasWritten(segment.place());
            if (opening.extent().endsBefore(segment.header()) && (isDamage || opening.isDurable(posix, segment))) {
                return opening.extent().withoutEnd();
            }
        }
        return opening.extent();
    }

    /**
     * Takes the segments in order. Recovery always goes on in a higher incarnation, so records of a lower one than was seen
     * before were dropped by it: they were never acknowledged, and others may stand in their place.
     */
    private static final class Rescue {
        private static final long STEP_BYTES = 1 << 20;

        private final Posix posix;
        private final HybridLog target;
        private final LogExtent extent;
        private final LongConsumer progress;
        private final List<Gap> lost = new ArrayList<>();
        private long records;
        private long first = -1;
        private long next = -1;
        private int incarnation;

        /** Behind the last record that anything tells of. */
        private long end;

        /** Bytes of the segments before, and of all that was told. */
        private long before;

        private long told;

        Rescue(Posix posix, HybridLog target, LogExtent extent, LongConsumer progress) {
            this.posix = posix;
            this.target = target;
            this.extent = extent;
            this.progress = progress;
        }

        void beginAt(long sequence) {
            next = sequence;
        }

        /** Nothing follows any more. */
        void end() {
            skipTo(end);
        }

        private void skipTo(long sequence) {
            if (next >= 0 && sequence > next) {
                lost.add(new Gap(next, sequence, records));
            }
        }

        void take(Located segment) throws IOException {
            try (PlaceBytes bytes = PlaceBytes.open(posix, segment.place(), OpenRequest.readOnly());
                    RescueScan scan = scan(bytes, segment)) {
                while (scan.next()) {
                    take(bytes, scan.record());
                }
                incarnation = scan.incarnation();
                end = Math.max(end, scan.nextSequence());
                before += Math.min(bytes.lengthBytes(), segment.header().segmentBytes());
            }
            tell(before);
        }

        private RescueScan scan(PlaceBytes bytes, Located segment) {
            long limit = Math.min(bytes.lengthBytes(), extent.limitIn(segment.header()));
            return new RescueScan(bytes, segment.header(), limit).since(incarnation);
        }

        private void tell(long bytes) {
            told = bytes;
            progress.accept(bytes);
        }

        private void take(PlaceBytes bytes, RecordCursor record) throws IOException {
            long sequence = record.sequence();
            if (next >= 0 && sequence < next) {
                return; // A twin.
            }
            ByteBuf payload = Unpooled.directBuffer(Math.max(1, record.length()), Math.max(1, record.length()));
            try {
                if (!isRead(bytes, record, payload)) {
                    return;
                }
                skipTo(sequence);
                target.append(payload.writerIndex(record.length()), record.timestampMicros());
            } finally {
                payload.release();
            }
            if (before + record.nextOffset() - told >= STEP_BYTES) {
                tell(before + record.nextOffset());
            }
            first = first < 0 ? sequence : first;
            next = sequence + 1;
            records++;
        }

        /** What could be read when its checksum was verified may be lost by now; then the record is. */
        private static boolean isRead(PlaceBytes bytes, RecordCursor record, ByteBuf payload) throws IOException {
            try {
                bytes.readAsItIs(record.payloadOffset(), payload, 0, record.length());
                return true;
            } catch (MediaErrorException e) {
                return false;
            }
        }
    }
}
