package io.tidemark.bench.foundation;

import io.tidemark.bench.foundation.DurableFloors.Sync;
import io.tidemark.bench.foundation.SealedFile.Position;
import io.tidemark.bench.harness.Comparison;
import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.harness.Match;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.bench.harness.Target;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** What is compared. Each opens its files, runs its match and leaves nothing behind. */
public enum Work {
    READ_CACHED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            SealedFile sealed = sealed(setting, open, RangeMode.CACHED, Position.CLEAR_OF_SEAL);
            return new Comparison(
                    "read 4 KiB of a hot CACHED range",
                    setting.disk(),
                    List.of(open.add(new Reads.Channel(sealed))),
                    open.add(new Reads.Tidemark(sealed)),
                    Batch.timed(),
                    List.of(Target.throughputRatio(0.95), Target.allocationFree()));
        }
    },
    READ_CACHED_AT_SEAL {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            SealedFile sealed = sealed(setting, open, RangeMode.CACHED, Position.AT_SEAL);
            return new Comparison(
                    "read 4 KiB of a hot CACHED range that ends at the seal",
                    setting.disk(),
                    List.of(open.add(new Reads.Channel(sealed))),
                    open.add(new Reads.Tidemark(sealed)),
                    Batch.timed(),
                    List.of(Target.allocationFree()));
        }
    },
    READ_CACHED_MAPPED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            SealedFile sealed = sealed(setting, open, RangeMode.CACHED_MAPPED, Position.CLEAR_OF_SEAL);
            return new Comparison(
                    "read 4 KiB of a hot CACHED_MAPPED range",
                    setting.disk(),
                    List.of(new Reads.Mapping(sealed)),
                    open.add(new Reads.Tidemark(sealed)),
                    Batch.timed(),
                    List.of(Target.throughputRatio(0.9), Target.allocationFree()));
        }
    },
    READ_BLOCK_CACHED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            SealedFile sealed = sealed(setting, open, RangeMode.BLOCK_CACHED, Position.CLEAR_OF_SEAL);
            return new Comparison(
                    "read 4 KiB of a hot BLOCK_CACHED range",
                    setting.disk(),
                    List.of(new Reads.Mapping(sealed), open.add(new Reads.Channel(sealed))),
                    open.add(new Reads.Tidemark(sealed)),
                    Batch.timed(),
                    List.of(Target.allocationFree()));
        }
    },
    APPEND_MAPPED_64 {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return mapped(setting, open, 64);
        }
    },
    APPEND_MAPPED_1K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return mapped(setting, open, 1024);
        }
    },
    LOOK_UP {
        @Override
        Comparison prepare(Setting setting, Resources open) {
            int ranges = setting.volume().ranges();
            return new Comparison(
                    "look up a random offset among " + ranges + " ranges",
                    setting.memory(),
                    List.of(new LookUps.BinarySearch(ranges)),
                    new LookUps.Tidemark(ranges),
                    Batch.timed(),
                    List.of(Target.nanos(50), Target.allocationFree()));
        }
    },
    READ_AMONG_RANGES {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            int ranges = setting.volume().ranges();
            return new Comparison(
                    "read 64 B from a file of " + ranges + " ranges",
                    setting.memory(),
                    List.of(open.add(new StripedFile(setting.memory().resolve("one-range"), 1, ranges))),
                    open.add(new StripedFile(setting.memory().resolve("many-ranges"), ranges, ranges)),
                    Batch.timed(),
                    List.of(Target.allocationFree()));
        }
    },
    SEAL {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            long bytes = setting.volume().sealBytes();
            return new Comparison(
                    "seal " + (bytes >> 20) + " MiB of durable data",
                    setting.disk(),
                    // One durable write is what a seal can't do without; it tells what the disk is busy with as well.
                    List.of(
                            open.add(new Seals.CopyOut(setting.disk(), bytes)),
                            open.add(new DurableFloors.Native(
                                    setting.disk().resolve("write"), FILE_SYSTEM_BLOCK_BYTES, Sync.WRITE_FDATASYNC))),
                    open.add(new Seals.Tidemark(setting.disk(), bytes)),
                    Batch.waiting(1).few(),
                    List.of(Target.nanos(1e6)));
        }
    },
    APPEND_DIRECT_4K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return direct(setting, open, 4096, List.of(Target.throughputRatio(0.95)));
        }
    },
    APPEND_DIRECT_1K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return direct(setting, open, 1024, List.of());
        }
    },
    APPEND_DIRECT_128 {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return direct(setting, open, 128, List.of());
        }
    },
    LOG_APPEND_128 {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.durable(setting, open, 128);
        }
    },
    LOG_APPEND_1K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.durable(setting, open, 1024);
        }
    },
    LOG_APPEND_4K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.durable(setting, open, 4096);
        }
    },
    LOG_APPEND_GROUPED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.grouped(setting, open);
        }
    },
    LOG_APPEND_ASYNC {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.asynchronous(setting, open);
        }
    },
    LOG_APPEND_UNFORCED_64 {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.unforced(setting, open, 64, 2.5);
        }
    },
    LOG_APPEND_UNFORCED_1K {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.unforced(setting, open, 1024, 2);
        }
    },
    LOG_READ_CACHED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.read(setting, open, RangeMode.CACHED);
        }
    },
    LOG_READ_CACHED_MAPPED {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.read(setting, open, RangeMode.CACHED_MAPPED);
        }
    },
    LOG_READ_MANY {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.readMany(setting, open);
        }
    },
    LOG_SCAN {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.scan(setting, open);
        }
    },
    LOG_SCAN_COLD {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return LogComparisons.coldScan(setting, open);
        }
    },
    DAX_APPEND_64(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.append(setting, open, 64);
        }
    },
    DAX_APPEND_512(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.append(setting, open, 512);
        }
    },
    DAX_APPEND_4K(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.append(setting, open, 4096);
        }
    },
    DAX_APPEND_64K(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.append(setting, open, 1 << 16);
        }
    },
    DAX_READ_BLOCK_CACHED(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.read(setting, open, RangeMode.BLOCK_CACHED);
        }
    },
    DAX_READ_SHADOWED(Place.DAX) {
        @Override
        Comparison prepare(Setting setting, Resources open) throws IOException {
            return DaxComparisons.read(setting, open, RangeMode.SHADOWED);
        }
    };

    /** What a work needs beyond a disk. */
    private enum Place {
        ANY,
        DAX
    }

    private final Place place;

    Work() {
        this(Place.ANY);
    }

    Work(Place place) {
        this.place = place;
    }

    /** Whether {@link Setting#dax} and {@link Setting#plain} have to be given. */
    public boolean needsDax() {
        return place == Place.DAX;
    }

    private static final int FILE_SYSTEM_BLOCK_BYTES = 4096;

    /** Turns of durable appends are counted, because the space for all of them is prepared before. */
    private static final int APPENDS = 50;

    private static final long DIRECT_GROWTH_BYTES = 256 << 20;

    /**
     * Where and how much.
     *
     * @param disk a directory on the disk to measure
     * @param memory a directory on a memory file system
     * @param dax a directory whose new files are DAX; null where no work needs one
     * @param plain a directory on the same device whose new files are not; null where no work needs one
     * @param volume sizes of the data
     * @param pace how long to measure
     */
    public record Setting(Path disk, Path memory, Path dax, Path plain, Volume volume, Pace pace) {}

    /**
     * Sizes of the data.
     *
     * @param readBytes length of the sealed range that is read; a power of two
     * @param sealBytes length of what is sealed
     * @param ranges number of ranges to look up in, even
     * @param mappedBytes stored in one turn of mapped appends
     * @param segmentBytes the size of a log's segments
     */
    public record Volume(long readBytes, long sealBytes, int ranges, int mappedBytes, long segmentBytes) {
        /** For figures. */
        public static Volume real() {
            return new Volume(64 << 20, 64 << 20, 100_000, MappedAppends.TURN_BYTES, 64 << 20);
        }

        /** For tests. */
        public static Volume tiny() {
            return new Volume(1 << 20, 1 << 20, 4096, 1 << 16, 1 << 20);
        }
    }

    /**
     * Does it.
     *
     * @param progress told how many percent are done
     */
    public MatchResult run(Setting setting, IntConsumer progress) throws IOException {
        try (Resources open = new Resources()) {
            return new Match(prepare(setting, open), setting.pace()).run(progress);
        }
    }

    abstract Comparison prepare(Setting setting, Resources open) throws IOException;

    private static SealedFile sealed(Setting setting, Resources open, RangeMode mode, Position position)
            throws IOException {
        return open.add(SealedFile.create(
                setting.disk().resolve("sealed"),
                RangeMode.DIRECT,
                mode,
                setting.volume().readBytes(),
                position));
    }

    private static Comparison mapped(Setting setting, Resources open, int recordBytes) throws IOException {
        Path directory = setting.memory();
        return new Comparison(
                "append " + recordBytes + " B to a MAPPED tail, not forced",
                directory,
                List.of(open.add(new MappedAppends.Stores(directory.resolve("stores"), recordBytes))),
                open.add(new MappedAppends.Tidemark(directory, recordBytes)),
                Batch.computing(setting.volume().mappedBytes() / recordBytes).few(),
                recordBytes == 64
                        ? List.of(Target.timeRatio(3), Target.allocationFree())
                        : List.of(Target.allocationFree()));
    }

    private static Comparison direct(Setting setting, Resources open, int recordBytes, List<Target> targets)
            throws IOException {
        Path directory = setting.disk();
        List<Contestant> floors = new ArrayList<>();
        for (Sync sync : Sync.values()) {
            floors.add(
                    open.add(DurableFloors.Native.ofRecords(directory.resolve("native-" + sync), recordBytes, sync)));
            if (recordBytes == FILE_SYSTEM_BLOCK_BYTES) {
                floors.add(
                        open.add(new DurableFloors.Channel(directory.resolve("channel-" + sync), recordBytes, sync)));
            }
        }
        return new Comparison(
                "append " + recordBytes + " B to a DIRECT tail, each forced",
                directory,
                floors,
                open.add(new DurableAppends(
                        directory.resolve("direct"), RangeMode.DIRECT, recordBytes, DIRECT_GROWTH_BYTES)),
                Batch.waiting(APPENDS),
                targets);
    }
}
