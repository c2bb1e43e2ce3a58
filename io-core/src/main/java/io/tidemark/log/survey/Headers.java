package io.tidemark.log.survey;

import io.tidemark.log.NotALogException;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.segment.Located;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is in the header of each place of a log, read once, so that all who judge it speak of the same.
 *
 * @param all in the order of places
 */
record Headers(List<Header> all) {
    /** What is in the header of one place. */
    record Header(SegmentPlace place, HeaderCheck check) {
        private Optional<Located> segment() {
            return check instanceof HeaderCheck.Valid valid
                    ? Optional.of(new Located(valid.header(), place))
                    : Optional.empty();
        }

        private Optional<String> refusal() {
            if (check instanceof HeaderCheck.Damaged damaged) {
                return Optional.of(damaged.refusal());
            }
            return check instanceof HeaderCheck.MediaError error ? Optional.of(error.refusal()) : Optional.empty();
        }
    }

    Headers {
        all = List.copyOf(all);
    }

    /**
     * Reads them.
     *
     * @throws NotALogException if one is of an unknown version
     * @throws java.nio.file.NoSuchFileException if a segment is discarded meanwhile
     */
    static Headers read(Posix posix, List<SegmentPlace> places) throws IOException {
        List<Header> all = new ArrayList<>();
        for (SegmentPlace place : places) {
            try (PlaceBytes bytes = PlaceBytes.open(posix, place)) {
                HeaderCheck check = bytes.header();
                if (check instanceof HeaderCheck.UnknownVersion unknown) {
                    throw unknown.refusal(place.path());
                }
                all.add(new Header(place, check));
            }
        }
        return new Headers(all);
    }

    /** Reads those of a log that is only examined. */
    static Headers examine(Posix posix, Path path) throws IOException {
        try (SegmentStore store = Stores.openToExamine(posix, path)) {
            return read(posix, store.places());
        }
    }

    /** All places. */
    List<SegmentPlace> places() {
        return all.stream().map(Header::place).toList();
    }

    /** Segments whose header is intact, ascending by number. */
    List<Located> segments() {
        return all.stream()
                .flatMap(header -> header.segment().stream())
                .sorted(Comparator.comparingLong(Located::segmentNumber))
                .toList();
    }

    /** Places whose header is neither intact nor zero. */
    List<SegmentPlace> suspicious() {
        return placesOf(check -> !(check instanceof HeaderCheck.Valid) && !check.isFree());
    }

    /** Places whose header is zero, but for a bit: free ones, and perhaps segments that were damaged. */
    List<SegmentPlace> blank() {
        return placesOf(HeaderCheck::isFree);
    }

    /** Of the blank ones those with such a bit. */
    List<SegmentPlace> flawed() {
        return placesOf(HeaderCheck.BitInZeros.class::isInstance);
    }

    private List<SegmentPlace> placesOf(Predicate<HeaderCheck> wanted) {
        return all.stream()
                .filter(header -> wanted.test(header.check()))
                .map(Header::place)
                .toList();
    }

    /** Of the suspicious ones those that the medium doesn't give back, and why. */
    Map<SegmentPlace, String> mediaErrors() {
        Map<SegmentPlace, String> errors = new LinkedHashMap<>();
        for (Header header : all) {
            if (header.check() instanceof HeaderCheck.MediaError error) {
                errors.put(header.place(), error.reason());
            }
        }
        return errors;
    }

    /** That any intact one tells; 0 without one. */
    int highestIncarnation() {
        return segments().stream()
                .mapToInt(segment -> segment.header().incarnation())
                .max()
                .orElse(0);
    }

    /** What to say of a log without an intact one. */
    NotALogException refusal(Path path) {
        return all.stream()
                .flatMap(header -> header.refusal().stream()
                        .map(what -> new NotALogException(header.place().toString(), what)))
                .findFirst()
                .orElseGet(() ->
                        new NotALogException(path.toString(), "no segment with a readable header was found in it"));
    }
}
