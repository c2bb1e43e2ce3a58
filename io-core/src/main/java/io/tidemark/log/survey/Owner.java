package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whose segments are. Among those of a log there may be one of another: a backup was mixed up, or a write misdirected. */
final class Owner {
    private Owner() {}

    /**
     * The log that most of these segments are of; of equally many the one that comes first.
     *
     * @param segments at least one
     */
    static UUID of(List<Located> segments) {
        Map<UUID, Integer> counts = new LinkedHashMap<>();
        segments.forEach(segment -> counts.merge(segment.header().fileId(), 1, Integer::sum));
        UUID owner = segments.get(0).header().fileId();
        for (Map.Entry<UUID, Integer> each : counts.entrySet()) {
            owner = each.getValue() > counts.get(owner) ? each.getKey() : owner;
        }
        return owner;
    }

    /**
     * What keeps segments from being those of one log, each of them once and where its name says.
     *
     * @param inFront how many come before it
     */
    record Misplaced(int inFront, DamagedLogException damage) {}

    /**
     * The first one that is misplaced.
     *
     * @param segments at least one, in the order of their numbers
     */
    static Optional<Misplaced> firstMisplaced(List<Located> segments) {
        UUID owner = of(segments);
        long segmentBytes = segments.get(0).header().segmentBytes();
        for (int i = 0; i < segments.size(); i++) {
            Located segment = segments.get(i);
            boolean isTwin =
                    i > 0 && segment.segmentNumber() == segments.get(i - 1).segmentNumber();
            Optional<String> why = isTwin
                    ? Optional.of("segment " + segment.segmentNumber() + " is there twice, at "
                            + segments.get(i - 1).place() + " too")
                    : whyMisplaced(segment, owner, segmentBytes);
            if (why.isPresent()) {
                return Optional.of(new Misplaced(isTwin ? i - 1 : i, Damages.misplaced(segment, why.get())));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> whyMisplaced(Located segment, UUID owner, long segmentBytes) {
        SegmentHeader header = segment.header();
        long number = segment.segmentNumber();
        if (!header.fileId().equals(owner)) {
            return Optional.of("it belongs to another log, " + header.fileId() + " and not " + owner);
        }
        if (header.segmentBytes() != segmentBytes) {
            return Optional.of("its segments have " + header.segmentBytes() + " bytes, others " + segmentBytes);
        }
        return segment.place().number().orElse(number) == number
                ? Optional.empty()
                : Optional.of("it is segment " + number + ", which its name doesn't say");
    }
}
