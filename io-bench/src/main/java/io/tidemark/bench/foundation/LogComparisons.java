package io.tidemark.bench.foundation;

import io.tidemark.bench.foundation.DurableFloors.Sync;
import io.tidemark.bench.foundation.Work.Setting;
import io.tidemark.bench.harness.ColdRange;
import io.tidemark.bench.harness.Comparison;
import io.tidemark.bench.harness.Comparison.Batch;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.harness.Target;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.Processors;
import io.tidemark.log.Waiting;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.ProcessorLatency;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** What a log does, beside the least that has to be done for it. */
final class LogComparisons {
    private static final int APPENDS = 64;
    private static final int THREADS = 16;

    /** Of each thread in a turn: it takes some batches until all come together. */
    private static final int APPENDS_TOGETHER = 1024;

    private static final int READ_RECORD_BYTES = 1024;

    private LogComparisons() {}

    /**
     * Durable appends of one thread; the floor writes as many units as the payload alone takes. Where processors can be
     * kept awake the log that is judged does, while it forces; the same log without that takes turns with them. All
     * begin with processors that had the time to fall asleep.
     */
    static Comparison durable(Setting setting, Resources open, int recordBytes) throws IOException {
        Path directory = setting.disk();
        LogOptions asTheyAre = options(RangeMode.CACHED, setting);
        LogFile log = open.add(new LogFile(directory.resolve("records.log"), asTheyAre, recordBytes).withUsedSlots());
        Contestant floor = new Rested(
                open.add(DurableFloors.Native.ofRecords(directory.resolve("floor"), recordBytes, Sync.DSYNC_WRITE)));
        Contestant plain = new Rested(new LogAppends.Durable(log));
        boolean canBeAwake = canBeAwake();
        Comparison comparison = new Comparison(
                "log: append " + recordBytes + " B, each durable",
                directory,
                List.of(floor),
                canBeAwake ? awake(setting, open, recordBytes) : plain,
                Batch.waiting(APPENDS),
                List.of(Target.throughputRatio(1)));
        return canBeAwake ? comparison.among(plain) : comparison;
    }

    private static boolean canBeAwake() throws IOException {
        try {
            ProcessorLatency.open(Posix.system()).close();
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    private static Contestant awake(Setting setting, Resources open, int recordBytes) throws IOException {
        LogOptions options = options(RangeMode.CACHED, setting).toBuilder()
                .processors(Processors.KEPT_AWAKE)
                .build();
        LogFile log = new LogFile(setting.disk().resolve("awake.log"), options, recordBytes);
        return new Rested(new LogAppends.Durable(open.add(log).withUsedSlots()));
    }

    /** Many threads that yield while they wait, against one thread of the same log; and many that sleep. */
    static Comparison grouped(Setting setting, Resources open) throws IOException {
        Path directory = setting.disk();
        LogOptions sleeping = options(RangeMode.CACHED, setting);
        LogOptions yielding = sleeping.toBuilder().waiting(Waiting.YIELDING).build();
        LogFile log =
                open.add(new LogFile(directory.resolve("records.log"), yielding, READ_RECORD_BYTES).withUsedSlots());
        LogFile other =
                open.add(new LogFile(directory.resolve("sleeping.log"), sleeping, READ_RECORD_BYTES).withUsedSlots());
        return new Comparison(
                        "log: append " + READ_RECORD_BYTES + " B by " + THREADS + " threads, each durable",
                        directory,
                        List.of(new LogAppends.Durable(log)),
                        open.add(new LogAppends.Grouped(log, THREADS)),
                        Batch.waiting(APPENDS_TOGETHER * THREADS).few(),
                        List.of(Target.throughputRatio(10), Target.p99Ratio(3)))
                .among(
                        open.add(new LogAppends.Grouped(other, THREADS)),
                        open.add(new SharedWrites(
                                DurableFloors.Native.ofRecords(
                                        directory.resolve("floor"),
                                        THREADS * RecordLayout.recordBytes(READ_RECORD_BYTES),
                                        Sync.DSYNC_WRITE),
                                THREADS)));
    }

    /** Asynchronous durable appends. */
    static Comparison asynchronous(Setting setting, Resources open) throws IOException {
        Path directory = setting.disk();
        LogFile log = open.add(log(directory, RangeMode.CACHED, 128, setting).withUsedSlots());
        return new Comparison(
                "log: append 128 B, asynchronous and durable",
                directory,
                List.of(open.add(
                        new LogAppends.CopyAndChecksum(setting.memory().resolve("floor"), 128, log.spaceBytes()))),
                new LogAppends.Asynchronous(log),
                Batch.waiting(APPENDS * 1024).few(),
                List.of(Target.nanos(1000)));
    }

    /** Appends that nobody forces, in memory. */
    static Comparison unforced(Setting setting, Resources open, int recordBytes, double most) throws IOException {
        Path directory = setting.memory();
        LogFile log =
                open.add(log(directory, RangeMode.CACHED, recordBytes, setting).withUsedSlots());
        return new Comparison(
                "log: append " + recordBytes + " B, not forced",
                directory,
                List.of(open.add(
                        new LogAppends.CopyAndChecksum(directory.resolve("floor"), recordBytes, log.spaceBytes()))),
                new LogAppends.Unforced(log),
                Batch.computing(setting.volume().mappedBytes() / recordBytes).few(),
                List.of(Target.timeRatio(most), Target.allocationFree()));
    }

    /** Reads by sequence. */
    static Comparison read(Setting setting, Resources open, RangeMode sealed) throws IOException {
        Sealed hot = sealed(setting, open, sealed);
        Comparison comparison = new Comparison(
                "log: read " + READ_RECORD_BYTES + " B of a hot " + sealed + " segment by sequence",
                setting.disk(),
                List.of(
                        sealed == RangeMode.CACHED
                                ? open.add(new LogReads.ByChannel(hot.records()))
                                : new LogReads.ByMapping(hot.records())),
                open.add(new LogReads.ByLog(hot.file.log(), hot.count)),
                Batch.timed(),
                List.of(Target.throughputRatio(0.9)));
        return sealed == RangeMode.CACHED ? comparison : comparison.among(new LogReads.OneByOne(hot.records()));
    }

    /** Reads of many sequences in a call. */
    static Comparison readMany(Setting setting, Resources open) throws IOException {
        Sealed hot = sealed(setting, open, RangeMode.CACHED_MAPPED);
        return new Comparison(
                        "log: read " + READ_RECORD_BYTES + " B of a hot CACHED_MAPPED segment by many sequences a call",
                        setting.disk(),
                        List.of(new LogReads.ByMapping(hot.records())),
                        new LogReads.ManyByLog(hot.file.log(), hot.count),
                        Batch.timed(),
                        List.of(Target.throughputRatio(0.9), Target.allocationFree()))
                .among(new LogReads.FewAtATime(hot.records()));
    }

    /** All records, one behind the other. */
    static Comparison scan(Setting setting, Resources open) throws IOException {
        Sealed hot = sealed(setting, open, RangeMode.CACHED_MAPPED);
        return new Comparison(
                "log: scan records of " + READ_RECORD_BYTES + " B, verified",
                setting.disk(),
                List.of(new LogReads.MappedScan(hot.records())),
                new LogReads.Scan(hot.file.log(), hot.count),
                Batch.timed(),
                List.of(Target.throughputRatio(0.8)));
    }

    /** The same from the disk, where time is the clock's. */
    static Comparison coldScan(Setting setting, Resources open) throws IOException {
        Sealed cold = sealed(setting, open, RangeMode.CACHED);
        HybridLog log = cold.file.log();
        long start = log.segments().get(0).offset();
        // Its slot, which no page lies in only partly.
        ColdRange range = new ColdRange(cold.path, start, log.segments().get(1).offset() - start);
        return new Comparison(
                "log: scan records of " + READ_RECORD_BYTES + " B of a cold CACHED segment, verified",
                setting.disk(),
                List.of(open.add(new ColdScans.ByChannel(range, RecordLayout.recordBytes(READ_RECORD_BYTES)))),
                new ColdScans.ByLog(log, cold.count, range),
                Batch.waiting(cold.count).few(),
                List.of());
    }

    private record Sealed(LogFile file, Path path, int count) {
        StoredRecords records() throws IOException {
            return file.records(count);
        }
    }

    /** A complete segment and its records. */
    private static Sealed sealed(Setting setting, Resources open, RangeMode mode) throws IOException {
        LogFile file = open.add(log(setting.disk(), mode, READ_RECORD_BYTES, setting));
        file.fillSegment();
        file.log().sealTail();
        int count = (int) file.log().segments().get(0).recordCount();
        return new Sealed(file, file.log().path(), count);
    }

    private static LogFile log(Path directory, RangeMode sealed, int recordBytes, Setting setting) throws IOException {
        return new LogFile(directory.resolve("records.log"), options(sealed, setting), recordBytes);
    }

    private static LogOptions options(RangeMode sealed, Setting setting) {
        return LogOptions.builder()
                .segmentBytes(setting.volume().segmentBytes())
                .sealed(ModeChoice.prefer(sealed))
                .build();
    }
}
