package io.tidemark.log.survey;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.NotALogException;
import io.tidemark.log.Salvage;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What can be rescued of a damaged log, also behind damage and from segments whose header can't be read, but for those
 * that the next opening drops.
 */
public final class Rescue {
    /** Takes what is rescued, in order. */
    @FunctionalInterface
    public interface Target {
        /** Keeps the bytes of the payload, which is the caller's. */
        void append(ByteBuf payload, long timestampMicros) throws IOException;
    }

    private final Posix posix;
    private final LogSurvey survey;

    /** Those whose header can't be read are supposed. */
    private final List<Located> segments;

    private final Map<SegmentPlace, LostHeader> lost;
    private final UnidentifiedPlaces unidentified;
    private final LogExtent extent;

    private Rescue(
            Posix posix,
            LogSurvey survey,
            List<Located> segments,
            Map<SegmentPlace, LostHeader> lost,
            UnidentifiedPlaces unidentified,
            LogExtent extent) {
        this.posix = posix;
        this.survey = survey;
        this.segments = segments;
        this.lost = lost;
        this.unidentified = unidentified;
        this.extent = extent;
    }

    /**
     * Size of the segments of a damaged log.
     *
     * @throws NotALogException as {@link #prepare}
     */
    public static long segmentBytes(Posix posix, Path path) throws IOException {
        return LogSurvey.of(path, Headers.examine(posix, path))
                .segments()
                .get(0)
                .header()
                .segmentBytes();
    }

    /**
     * Finds out what there is to be rescued: all segments but those that the next opening drops.
     *
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     */
    public static Rescue prepare(Posix posix, Path path) throws IOException {
        Headers read = Headers.examine(posix, path);
        LogSurvey survey = LogSurvey.of(path, read);
        Findings opening = NextOpening.of(posix, path, read);
        LostHeaders lostHeaders = new LostHeaders(posix, survey);
        HeaderDamages headers = new HeaderDamages(posix, survey, opening, lostHeaders);
        Map<SegmentPlace, LostHeader> lost = identified(survey, lostHeaders, headers);
        List<Located> segments = new ArrayList<>();
        lost.values().forEach(header -> segments.add(header.segment()));
        LogExtent extent = extent(posix, headers.extent(), opening, segments);
        segments.addAll(survey.segments());
        segments.removeIf(segment -> !extent.holds(segment.header()));
        segments.sort(Twins.IN_ORDER);
        UnidentifiedPlaces unidentified = opening.damage().isPresent()
                ? UnidentifiedPlaces.of(survey, headers.places(), lost.keySet())
                : UnidentifiedPlaces.NONE;
        return new Rescue(posix, survey, List.copyOf(segments), lost, unidentified, extent);
    }

    /**
     * Hands over every intact record.
     *
     * @param progress is told how many bytes of the damaged log were looked at so far, now and then
     */
    public Salvage into(Target target, LongConsumer progress) throws IOException {
        RescuedRecords rescued = new RescuedRecords(posix, target, extent, progress);
        Beginning beginning = begin(rescued);
        for (Located segment : segments) {
            rescued.take(segment, behind(segment));
        }
        Map<SegmentPlace, String> unreadable = survey.headers().mediaErrors();
        for (SegmentPlace place : unidentified.outside(beginning.number(), rescued.numbers())) {
            rescued.doubt(Doubts.unknownSegment(place, Optional.ofNullable(unreadable.get(place))));
        }
        return rescued.end();
    }

    private Beginning begin(RescuedRecords rescued) {
        Located first = segments.get(0);
        LostHeader header = lost.get(first.place());
        Beginning beginning = header == null ? Beginning.of(survey, first) : Beginning.of(survey, header);
        if (beginning.sequence().isPresent()) {
            rescued.beginAt(beginning.sequence().getAsLong());
        } else {
            rescued.doubt(Doubts.unknownBeginning(first.place(), header.firstSequence()));
        }
        return beginning;
    }

    /** The header of the next segment; of twins that of the one that counts. */
    private Optional<SegmentHeader> behind(Located segment) {
        long next = segment.segmentNumber() + 1;
        return survey.segments().stream()
                .filter(other -> other.segmentNumber() == next)
                .max(Twins.WHICH_COUNTS)
                .map(Located::header);
    }

    private static Map<SegmentPlace, LostHeader> identified(
            LogSurvey survey, LostHeaders lostHeaders, HeaderDamages headers) throws IOException {
        Map<SegmentPlace, LostHeader> identified = new LinkedHashMap<>();
        for (SegmentPlace place : survey.headerless()) {
            Optional<LostHeader> lost = lostHeaders.at(place);
            if (lost.isPresent() && !headers.isDiscarded(lost.get().segment())) {
                identified.put(place, lost.get());
            }
        }
        return identified;
    }

    /** An opening doesn't look everywhere for records whose header is zero; a proof among them says that there is more. */
    private static LogExtent extent(Posix posix, LogExtent extent, Findings opening, List<Located> withLostHeaders)
            throws IOException {
        for (Located segment : withLostHeaders) {
            if (extent.endsBefore(segment.segmentNumber()) && opening.isDurable(posix, segment)) {
                return extent.withoutEnd();
            }
        }
        return extent;
    }
}
