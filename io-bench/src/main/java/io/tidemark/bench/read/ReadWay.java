package io.tidemark.bench.read;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.OpenRequest.Caching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A way to read a sealed file: bare, or a mode of the library. Bare without a word on it is through JNA. */
public enum ReadWay {
    PREAD("pread"),
    CHANNEL("FileChannel.read"),
    MAPPED("mapped copy"),
    DIRECT("O_DIRECT pread"),
    CHANNEL_DIRECT("FileChannel DIRECT"),
    DONTCACHE("preadv2 RWF_DONTCACHE"),
    CACHED(RangeMode.CACHED),
    CACHED_MAPPED(RangeMode.CACHED_MAPPED),
    BLOCK_CACHED(RangeMode.BLOCK_CACHED),
    SHADOWED(RangeMode.SHADOWED);

    /** What the JDK's channel takes past the page cache: whole blocks of the file system. */
    private static final int CHANNEL_UNIT_BYTES = 4096;

    private final String text;
    /** Null for a bare way. */
    private final RangeMode mode;

    ReadWay(String text) {
        this.text = text;
        this.mode = null;
    }

    ReadWay(RangeMode mode) {
        this.text = "Tidemark " + mode;
        this.mode = mode;
    }

    /** As reports say it. */
    public String text() {
        return text;
    }

    /** What it is there for. */
    public Role role() {
        return mode == null ? Role.FLOOR : Role.TIDEMARK;
    }

    /** The mode of the range that it reads; CACHED for the bare ways, to which a file is a file. */
    RangeMode mode() {
        return mode == null ? RangeMode.CACHED : mode;
    }

    /** Why it isn't to be had in a place; empty where it is. */
    public Optional<String> unavailabilityCause(Capabilities place) {
        return switch (this) {
            case DIRECT, CHANNEL_DIRECT ->
                place.has(Feature.DAX) ? Optional.empty() : place.unavailabilityCause(RangeMode.DIRECT);
            case DONTCACHE -> UncachedReads.unavailabilityCause(Path.of(place.path()));
            case SHADOWED -> place.unavailabilityCause(RangeMode.SHADOWED);
            default -> Optional.empty();
        };
    }

    /** Whether what was read stays in memory. */
    private boolean caches() {
        return this != DIRECT && this != CHANNEL_DIRECT && this != DONTCACHE;
    }

    /** What a shorter read is rounded up to. */
    private int unitBytes(Capabilities place) {
        return switch (this) {
            case DIRECT -> Math.max(1, place.writeUnitBytes());
            case CHANNEL_DIRECT -> CHANNEL_UNIT_BYTES;
            default -> 1;
        };
    }

    /** What has to be known about it beside its name. */
    String remark(Capabilities place) {
        int unit = unitBytes(place);
        return unit == 1 ? "" : "in units of " + unit + " B";
    }

    /** Writes a file for it. */
    public ReadFile create(Path directory, long length) throws IOException {
        return ReadFile.create(directory.resolve("sealed-" + name()), mode(), length);
    }

    /** Opens the file. */
    public Reads open(ReadFile file, Capabilities place, Order order, Warmth warmth, int bytes) throws IOException {
        int transfer = Math.max(bytes, unitBytes(place));
        ReadJob job = new ReadJob(file.path(), file.start(), file.length(), order, warmth, transfer);
        return switch (this) {
            case PREAD -> new CallReads(this, job, Caching.BUFFERED);
            case CHANNEL -> new ChannelReads(this, job, Caching.BUFFERED);
            case MAPPED -> new MappedReads(this, job);
            case DIRECT -> new CallReads(this, job, Caching.DIRECT);
            case CHANNEL_DIRECT -> new ChannelReads(this, job, Caching.DIRECT);
            case DONTCACHE -> new UncachedReads(this, job);
            case CACHED, CACHED_MAPPED, BLOCK_CACHED, SHADOWED -> new FileReads(this, job);
        };
    }

    /** A way at work: a contestant, whose single read JMH can time as well. */
    public abstract static class Reads implements Contestant, AutoCloseable {
        private static final int AHEAD_BYTES = 2 << 20;

        final ReadJob job;
        final ReadJob.Offsets offsets;
        private final ReadWay way;

        Reads(ReadWay way, ReadJob job) {
            this.way = way;
            this.job = job;
            this.offsets = job.new Offsets();
        }

        @Override
        public final String name() {
            return way.text;
        }

        /** Readahead makes some cold reads cheap and others dear: a turn has to have enough of both. */
        @Override
        public int minOperations() {
            if (job.warmth() == Warmth.HOT) {
                return 1;
            }
            boolean isReadAhead = job.order() == Order.SEQUENTIAL && way.caches();
            return Math.min(job.reads(), isReadAhead ? Math.max(1, AHEAD_BYTES / job.bytes()) : 64);
        }

        @Override
        public int maxOperations() {
            return job.warmth() == Warmth.COLD ? job.reads() : Contestant.super.maxOperations();
        }

        @Override
        public final void before(int operations) throws IOException {
            if (job.warmth() == Warmth.COLD) {
                cool();
                offsets.rewind();
            }
        }

        /** Sees to it that nothing of the file is in memory. */
        void cool() throws IOException {
            job.dropCache();
        }

        /** One read; returns its first bytes as a number, as a proof. */
        public abstract long read() throws IOException;

        @Override
        public abstract void close() throws IOException;
    }
}
