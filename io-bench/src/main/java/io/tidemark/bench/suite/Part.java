package io.tidemark.bench.suite;

import io.tidemark.bench.harness.Sweep;
import io.tidemark.bench.mixed.LoadPlan;
import io.tidemark.bench.mixed.MixedLoad;
import io.tidemark.bench.read.ReadPaths;
import io.tidemark.bench.read.ReadWay;
import io.tidemark.bench.recovery.Recovery;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.write.WritePaths;
import io.tidemark.bench.write.WriteWay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** What is measured besides the works of the foundation; each in a JVM of its own. */
public enum Part {
    WRITE_PATH {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            List<WriteWay> ways = setting.chosen(WriteWay.values(), way -> !way.needsDax());
            return new WritePaths(
                            "write path",
                            setting.directory(),
                            ways,
                            setting.volume().sweep())
                    .run(progress);
        }
    },
    WRITE_PATH_DAX {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            List<WriteWay> ways = setting.chosen(WriteWay.values(), way -> true);
            return new WritePaths(
                            "write path, DAX",
                            setting.directory(),
                            ways,
                            setting.volume().sweep())
                    .run(progress);
        }
    },
    READ_PATH {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            List<ReadWay> ways = setting.chosen(ReadWay.values(), way -> way != ReadWay.SHADOWED);
            return new ReadPaths(
                            "read path",
                            setting.directory(),
                            ways,
                            setting.volume().sweep())
                    .run(progress);
        }
    },
    READ_PATH_DAX {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            List<ReadWay> ways = setting.chosen(ReadWay.values(), way -> way != ReadWay.CACHED);
            return new ReadPaths(
                            "read path, DAX",
                            setting.directory(),
                            ways,
                            setting.volume().sweep())
                    .run(progress);
        }
    },
    MIXED_LOAD {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            return new MixedLoad(setting.directory(), setting.volume().load()).run(progress);
        }
    },
    RECOVERY {
        @Override
        List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException {
            Volume volume = setting.volume();
            List<Measurement> all = new ArrayList<>();
            for (long bytes : volume.logBytes()) {
                all.addAll(new Recovery(setting.directory(), bytes, volume.kills()).run(progress));
            }
            return all;
        }
    };

    /**
     * How much is measured.
     *
     * @param sweep over sizes of records and reads
     * @param load of the mixed load
     * @param logBytes of the logs that are recovered
     * @param kills of each log
     */
    public record Volume(Sweep sweep, LoadPlan load, List<Long> logBytes, int kills) {
        public Volume {
            logBytes = List.copyOf(logBytes);
        }

        /** For published figures. */
        public static Volume full() {
            return new Volume(Sweep.full(), LoadPlan.full(), List.of(1L << 30, 4L << 30), 9);
        }

        /** For a look. */
        public static Volume quick() {
            return new Volume(Sweep.quick(), LoadPlan.quick(), List.of(256L << 20), 3);
        }
    }

    /**
     * Where and how much.
     *
     * @param directory where files go
     * @param volume how much is measured
     * @param without names of ways that are left out
     */
    public record Setting(Path directory, Volume volume, Set<String> without) {
        public Setting {
            without = Set.copyOf(without);
        }

        private <E extends Enum<E>> List<E> chosen(E[] all, Predicate<E> fits) {
            return Arrays.stream(all)
                    .filter(fits)
                    .filter(one -> !without.contains(one.name()))
                    .toList();
        }
    }

    /** Whether its directory has to be on DAX. */
    public boolean needsDax() {
        return this == WRITE_PATH_DAX || this == READ_PATH_DAX;
    }

    /** Does it, and leaves nothing behind. */
    abstract List<Measurement> measure(Setting setting, IntConsumer progress) throws IOException;
}
