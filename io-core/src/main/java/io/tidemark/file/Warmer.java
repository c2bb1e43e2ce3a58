package io.tidemark.file;

import io.tidemark.file.access.RangeMap;
import java.io.IOException;

/** Brings sealed bytes into memory before somebody asks for them. Safe for any thread. */
final class Warmer {
    private final FilePlace place;
    private final RangeTable table;

    Warmer(FilePlace place, RangeTable table) {
        this.place = place;
        this.table = table;
    }

    /** Inside the gate and by the current map, as a read: what was discarded meanwhile must not come back. */
    void warm(long offset, long length) throws IOException {
        int ticket = place.gate().enter();
        try {
            RangeMap map = table.map();
            for (int i = map.indexOf(offset); i < map.count() && map.start(i) < offset + length; i++) {
                long start = Math.max(offset, map.start(i));
                map.access(i).warm(start, Math.min(offset + length, map.end(i)) - start);
            }
        } finally {
            place.gate().exit(ticket);
        }
    }
}
