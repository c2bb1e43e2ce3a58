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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final List<Located> segments;

    /** Those whose header can be read; others are supposed. */
    private final List<Located> intact;

    private final LogExtent extent;
    private final OptionalLong beginning;

    private Rescue(
            Posix posix, List<Located> segments, List<Located> intact, LogExtent extent, OptionalLong beginning) {
        this.posix = posix;
        this.segments = segments;
        this.intact = intact;
        this.extent = extent;
        this.beginning = beginning;
    }

    /**
     * Size of the segments of a damaged log.
     *
     * @throws NotALogException as {@link #prepare}
     */
    public static long segmentBytes(Posix posix, Path path) throws IOException {
        return LogSurvey.of(posix, path).segments().get(0).header().segmentBytes();
    }

    /**
     * Finds out what there is to be rescued: all segments but those that the next opening drops.
     *
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     */
    public static Rescue prepare(Posix posix, Path path) throws IOException {
        LogSurvey survey = LogSurvey.of(posix, path);
        List<Located> segments = withLostHeaders(posix, survey);
        LogExtent extent = extent(posix, survey, NextOpening.of(posix, path), segments);
        segments.addAll(survey.segments());
        segments.removeIf(segment -> !extent.holds(segment.header()));
        segments.sort(Twins.IN_ORDER);
        return new Rescue(posix, List.copyOf(segments), survey.segments(), extent, beginning(segments.get(0), survey));
    }

    /**
     * Hands over every intact record.
     *
     * @param progress is told how many bytes of the damaged log were looked at so far, now and then
     */
    public Salvage into(Target target, LongConsumer progress) throws IOException {
        RescuedRecords rescued = new RescuedRecords(posix, target, extent, progress);
        beginning.ifPresent(rescued::beginAt);
        for (Located segment : segments) {
            rescued.take(segment, behind(segment));
        }
        return rescued.end();
    }

    /** The header of the next segment; of twins that of the one that counts. */
    private Optional<SegmentHeader> behind(Located segment) {
        long next = segment.segmentNumber() + 1;
        return intact.stream()
                .filter(other -> other.segmentNumber() == next)
                .max(Twins.WHICH_COUNTS)
                .map(Located::header);
    }

    /** The first sequence of the old log; empty if nobody knows it, because a header is lost. */
    private static OptionalLong beginning(Located first, LogSurvey survey) {
        if (first.segmentNumber() == 0) {
            return OptionalLong.of(0);
        }
        return first.equals(survey.segments().get(0))
                ? OptionalLong.of(first.header().baseSequence())
                : OptionalLong.empty();
    }

    private static List<Located> withLostHeaders(Posix posix, LogSurvey survey) throws IOException {
        List<Located> identified = new ArrayList<>();
        for (List<SegmentPlace> places : List.of(survey.suspicious(), survey.blank())) {
            for (SegmentPlace place : places) {
                LostHeader.of(posix, survey.missingAt(place), place)
                        .map(LostHeader::segment)
                        .ifPresent(identified::add);
            }
        }
        return identified;
    }

    /** An opening doesn't look everywhere for records whose header is zero; a proof among them says that there is more. */
    private static LogExtent extent(Posix posix, LogSurvey survey, Findings opening, List<Located> withLostHeaders)
            throws IOException {
        LogExtent extent = new HeaderDamages(posix, survey, opening).extent();
        for (Located segment : withLostHeaders) {
            if (extent.endsBefore(segment.segmentNumber()) && opening.isDurable(posix, segment)) {
                return extent.withoutEnd();
            }
        }
        return extent;
    }
}
