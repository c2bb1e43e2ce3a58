package io.tidemark.log.survey;

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
        segments.forEach(segment -> counts.merge(segment.header().logId(), 1, Integer::sum));
        UUID owner = segments.get(0).header().logId();
        for (Map.Entry<UUID, Integer> each : counts.entrySet()) {
            owner = each.getValue() > counts.get(owner) ? each.getKey() : owner;
        }
        return owner;
    }

    /**
     * The first one that is misplaced.
     *
     * @param segments at least one, in the order of their numbers
     */
    static Optional<Misplaced> firstMisplaced(List<Located> segments) {
        UUID owner = of(segments);
        SegmentHeader first = segments.get(0).header();
        for (int i = 0; i < segments.size(); i++) {
            Located segment = segments.get(i);
            SegmentHeader header = segment.header();
            long number = segment.segmentNumber();
            if (!header.logId().equals(owner)) {
                String what = "it belongs to another log, " + header.logId() + " and not " + owner;
                return Optional.of(new Misplaced(i, segment, what));
            }
            if (i > 0 && number == segments.get(i - 1).segmentNumber()) {
                String what = "segment " + number + " is there twice, at "
                        + segments.get(i - 1).place() + " too";
                return Optional.of(new Misplaced(i - 1, segment, what)); // Nobody knows which one it is.
            }
            if (header.segmentBytes() != first.segmentBytes()) {
                String what = "its segments have " + header.segmentBytes() + " bytes, others " + first.segmentBytes();
                return Optional.of(new Misplaced(i, segment, what));
            }
            if (!segment.place().mayHold(number)) {
                String what = "it is segment " + number + ", which its name doesn't say";
                return Optional.of(new Misplaced(i, segment, what));
            }
        }
        return Optional.empty();
    }
}
