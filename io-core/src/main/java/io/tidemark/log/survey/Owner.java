package io.tidemark.log.survey;

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
}
