package io.tidemark.log.survey;

import io.tidemark.log.NotALogException;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.recovery.IdentityScan.Supposed;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The places of a log that may be damaged.
 *
 * @param segments with an intact header of this log, ascending by number
 * @param suspicious places whose header is neither this log's nor zero
 * @param blank places whose header is zero, but for a bit: free ones, and perhaps segments that were damaged
 * @param flawed of the blank ones those with such a bit
 * @param mediaErrors of the suspicious ones those whose header the medium doesn't give back, and why
 * @param missing segments that may lie at a place without a header
 */
record LogSurvey(
        List<Located> segments,
        List<SegmentPlace> suspicious,
        List<SegmentPlace> blank,
        List<SegmentPlace> flawed,
        Map<SegmentPlace, String> mediaErrors,
        MissingSegments missing) {
    /**
     * Looks at all headers, of those that the medium doesn't give back, too.
     *
     * @throws NotALogException if there is no intact one, or one of an unknown version
     */
    static LogSurvey of(Posix posix, Path path) throws IOException {
        List<Located> segments = new ArrayList<>();
        List<SegmentPlace> suspicious = new ArrayList<>();
        List<SegmentPlace> blank = new ArrayList<>();
        List<SegmentPlace> flawed = new ArrayList<>();
        Map<SegmentPlace, String> mediaErrors = new LinkedHashMap<>();
        Optional<NotALogException> damaged = Optional.empty();
        List<SegmentPlace> places;
        try (SegmentStore store = Stores.openToExamine(posix, path)) {
            places = store.places();
        }
        for (SegmentPlace place : places) {
            try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
                HeaderCheck check = bytes.header();
                if (check instanceof HeaderCheck.Valid valid) {
                    segments.add(new Located(valid.header(), place));
                } else if (check instanceof HeaderCheck.UnknownVersion unknown) {
                    throw unknown.refusal(place.path());
                } else {
                    if (check instanceof HeaderCheck.Damaged header && damaged.isEmpty()) {
                        damaged = Optional.of(new NotALogException(place.toString(), header.refusal()));
                    }
                    if (check instanceof HeaderCheck.MediaError header) {
                        mediaErrors.put(place, header.reason());
                        damaged =
                                damaged.or(() -> Optional.of(new NotALogException(place.toString(), header.refusal())));
                    }
                    (check.isFree() ? blank : suspicious).add(place);
                    if (check instanceof HeaderCheck.BitInZeros) {
                        flawed.add(place);
                    }
                }
            } catch (NoSuchFileException e) {
                // Discarded meanwhile.
            }
        }
        if (segments.isEmpty()) {
            throw damaged.orElseGet(
                    () -> new NotALogException(path.toString(), "no segment with a readable header was found in it"));
        }
        segments.sort(Comparator.comparingLong(Located::segmentNumber));
        UUID owner = Owner.of(segments);
        List<Located> strangers = segments.stream()
                .filter(segment -> !segment.header().logId().equals(owner))
                .toList();
        strangers.forEach(stranger -> suspicious.add(stranger.place()));
        segments.removeAll(strangers);
        return new LogSurvey(
                List.copyOf(segments),
                List.copyOf(suspicious),
                List.copyOf(blank),
                List.copyOf(flawed),
                Map.copyOf(mediaErrors),
                missing(segments, suspicious.size() + blank.size()));
    }

    int placeCount() {
        return segments.size() + suspicious.size() + blank.size();
    }

    /** All places whose header isn't one of this log, the suspicious ones first. */
    List<SegmentPlace> headerless() {
        return Stream.concat(suspicious.stream(), blank.stream()).toList();
    }

    /**
     * Segments that may lie at a place without a header. In a file the one of its name, and where there had been something else
     * any, because somebody may have renamed it. In a blank slot none in front of the first one, which was discarded.
     */
    List<Supposed> missingAt(SegmentPlace place) {
        if (!suspicious.contains(place)) { // Of the others there may be very many.
            return missing.notInFrontAt(place);
        }
        return place.number().isEmpty()
                ? missing.anywhere()
                : Stream.concat(missing.at(place).stream(), missing.anywhere().stream())
                        .toList();
    }

    private static MissingSegments missing(List<Located> segments, int places) {
        MissingSegments missing =
                new MissingSegments(places).addInFrontOf(segments.get(0).header());
        for (int i = 1; i < segments.size(); i++) {
            missing.addBetween(segments.get(i - 1).header(), segments.get(i).header(), 1);
        }
        return missing.addBehind(segments.get(segments.size() - 1).header());
    }
}
