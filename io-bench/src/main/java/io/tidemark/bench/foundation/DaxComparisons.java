package io.tidemark.bench.foundation;

import io.tidemark.bench.foundation.SealedFile.Position;
import io.tidemark.bench.foundation.Work.Setting;
import io.tidemark.bench.harness.Comparison;
import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The ways to write and to read a file on persistent memory, beside each other on one device. */
final class DaxComparisons {
    private static final int APPENDS = 50;
    private static final long GROWTH_BYTES = 32 << 20;
    private static final int UNIT_BYTES = 512;

    private DaxComparisons() {}

    /** Durable appends: without a system call, by one on the DAX inode, and past the page cache of a plain inode. */
    static Comparison append(Setting setting, Resources open, int recordBytes) throws IOException {
        Path dax = setting.dax();
        Path plain = setting.plain();
        int blockBytes = (recordBytes + UNIT_BYTES - 1) & -UNIT_BYTES;
        List<Contestant> others = new ArrayList<>();
        for (DaxFloors.Way way : DaxFloors.Way.values()) {
            others.add(open.add(new DaxFloors.Stores(dax.resolve(way.name()), recordBytes, way)));
        }
        for (DurableFloors.Sync sync : DurableFloors.Sync.values()) {
            others.add(new Named(
                    "DAX inode: ", open.add(new DurableFloors.Native(dax.resolve(sync.name()), recordBytes, sync))));
        }
        others.add(new Named(
                "plain inode, O_DIRECT: ",
                open.add(new DurableFloors.Native(
                        plain.resolve("direct"), blockBytes, DurableFloors.Sync.DSYNC_WRITE))));
        others.add(open.add(appends(dax, recordBytes, RangeMode.DAX_WRITE)));
        others.add(open.add(appends(dax, recordBytes, RangeMode.MAPPED)));
        others.add(open.add(appends(plain, recordBytes, RangeMode.DIRECT)));
        return new Comparison(
                "append " + recordBytes + " B durably on persistent memory",
                dax,
                others,
                open.add(appends(dax, recordBytes, RangeMode.DAX_MAPPED)),
                Batch.waiting(APPENDS).few(),
                List.of());
    }

    /** Reads of sealed 4 KiB: from the medium, and from memory by the mode that is compared. */
    static Comparison read(Setting setting, Resources open, RangeMode cached) throws IOException {
        SealedFile direct = sealed(setting, open, RangeMode.CACHED_MAPPED);
        return new Comparison(
                "read 4 KiB of a hot " + cached + " range of a DAX file",
                setting.dax(),
                List.of(
                        new Named("DAX inode: ", new Reads.Mapping(direct)),
                        new Named("DAX inode: ", open.add(new Reads.Channel(direct))),
                        new Named("direct load: ", open.add(new Reads.Tidemark(direct)))),
                open.add(new Reads.Tidemark(sealed(setting, open, cached))),
                Batch.timed(),
                List.of());
    }

    private static SealedFile sealed(Setting setting, Resources open, RangeMode mode) throws IOException {
        return open.add(SealedFile.create(
                setting.dax().resolve("sealed-" + mode),
                RangeMode.DAX_MAPPED,
                mode,
                setting.volume().readBytes(),
                Position.AT_SEAL));
    }

    private static DurableAppends appends(Path directory, int recordBytes, RangeMode mode) throws IOException {
        return new DurableAppends(directory.resolve("tidemark-" + mode), mode, recordBytes, GROWTH_BYTES);
    }

    /** A contestant that needs more of a name where it is one of several. */
    private record Named(String prefix, Contestant contestant) implements Contestant {
        @Override
        public String name() {
            return prefix + contestant.name();
        }

        @Override
        public void before(int operations) throws IOException {
            contestant.before(operations);
        }

        @Override
        public void run(int operations) throws IOException {
            contestant.run(operations);
        }
    }
}
