package io.tidemark.peers;

import io.tidemark.bench.harness.Pace;
import java.nio.file.Path;

/**
 * Where and how much.
 *
 * @param disk a directory on the disk to measure
 * @param memory a directory on a memory file system
 * @param volume sizes of the data
 * @param pace how long to measure
 */
record Setting(Path disk, Path memory, Volume volume, Pace pace) {
    /** For published figures. */
    static Setting full(Path disk, Path memory) {
        return new Setting(disk, memory, Volume.full(), new Pace(41, 20_000_000, 1_500_000_000, 5, 60_000_000_000L));
    }

    /** For a look. */
    static Setting quick(Path disk, Path memory) {
        return new Setting(disk, memory, Volume.quick(), new Pace(11, 10_000_000, 300_000_000, 1, 10_000_000_000L));
    }

    /** For tests: everything once, however long it takes. */
    static Setting tiny(Path disk, Path memory) {
        return new Setting(disk, memory, Volume.tiny(), Pace.tiny());
    }
}
