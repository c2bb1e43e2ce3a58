package io.tidemark.file;

import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.access.RangeMap;
import java.io.IOException;

/**
 * Brings sealed bytes into memory before somebody asks for them; step by step, so that forces on the same device go first, and
 * nobody who waits for readers waits for all of it. Safe for any thread.
 */
final class Warmer {
    private static final int STEP_BYTES = 1 << 20;

    private final FilePlace place;
    private final RangeTable table;
    private final DeviceForces forces;

    Warmer(FilePlace place, RangeTable table) {
        this.place = place;
        this.table = table;
        this.forces = place.deviceForces();
    }

    void warm(long offset, long length) throws IOException {
        long end = offset + length;
        for (long at = offset; at < end; at += STEP_BYTES) {
            forces.giveWay();
            warmStep(at, Math.min(end, at + STEP_BYTES));
        }
    }

    /** Soon, by nobody who waits; the reads that follow tell what is wrong with the medium. */
    void warmLater(long offset, long length) {
        place.background().execute(() -> {
            try {
                warm(offset, length);
            } catch (IOException e) {
                System.getLogger(Warmer.class.getName())
                        .log(System.Logger.Level.DEBUG, () -> place.name() + ": warming failed", e);
            }
        });
    }

    /** Inside the gate and by the current map, as a read: what was discarded meanwhile must not come back. */
    private void warmStep(long offset, long end) throws IOException {
        int ticket = place.gate().enter();
        try {
            RangeMap map = table.map();
            for (int i = map.indexOf(offset); i < map.count() && map.start(i) < end; i++) {
                long start = Math.max(offset, map.start(i));
                map.access(i).warm(start, Math.min(end, map.end(i)) - start);
            }
        } finally {
            place.gate().exit(ticket);
        }
    }
}
