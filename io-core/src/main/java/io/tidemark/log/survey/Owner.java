package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * Requires that these are the segments of one log, each of them once and where its name says.
     *
     * @param segments at least one, in the order of their numbers
     * @throws DamagedLogException about the first that isn't
     */
    static void requireOneLog(List<Located> segments) throws DamagedLogException {
        UUID owner = of(segments);
        long segmentBytes = segments.get(0).header().segmentBytes();
        for (int i = 0; i < segments.size(); i++) {
            Located segment = segments.get(i);
            SegmentHeader header = segment.header();
            long number = segment.segmentNumber();
            if (!header.fileId().equals(owner)) {
                throw Damages.misplaced(segment, "it belongs to another log, " + header.fileId() + " and not " + owner);
            }
            if (i > 0 && number == segments.get(i - 1).segmentNumber()) {
                throw Damages.misplaced(
                        segment,
                        "segment " + number + " is there twice, at "
                                + segments.get(i - 1).place() + " too");
            }
            if (header.segmentBytes() != segmentBytes) {
                throw Damages.misplaced(
                        segment, "its segments have " + header.segmentBytes() + " bytes, others " + segmentBytes);
            }
            if (segment.place().number().orElse(number) != number) {
                throw Damages.misplaced(segment, "it is segment " + number + ", which its name doesn't say");
            }
        }
    }
}
