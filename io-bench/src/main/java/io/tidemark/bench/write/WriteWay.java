package io.tidemark.bench.write;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.write.CallWrites.Cache;
import io.tidemark.bench.write.CallWrites.Sync;
import io.tidemark.bench.write.StoreWrites.Pages;
import io.tidemark.bench.write.StoreWrites.Persist;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.OpenRequest.Caching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A bare way to write a record: the call or the store, and what makes it durable. Without a word on it, through JNA. */
public enum WriteWay {
    PWRITE(Need.NONE, "pwrite", "in the page cache"),
    PWRITE_COLD(Need.NONE, "pwrite, uncached pages", "in the page cache"),
    CHANNEL(Need.NONE, "FileChannel.write", "in the page cache"),
    DIRECT(Need.DIRECT, "O_DIRECT pwrite", "in the device's cache"),
    CHANNEL_DIRECT(Need.DIRECT, "FileChannel DIRECT", "in the device's cache"),
    STORE_WARM(Need.NONE, "mapped store, warm pages", "in the page cache"),
    STORE_COLD(Need.NONE, "mapped store, cold faults", "in the page cache"),
    STORE_POPULATED(Need.POPULATE, "mapped store, MADV_POPULATE_WRITE", "in the page cache"),
    PWRITE_FDATASYNC(Need.NONE, "pwrite + fdatasync", "durable: fdatasync"),
    PWRITEV2_DSYNC(Need.NONE, "pwritev2 RWF_DSYNC", "durable: RWF_DSYNC"),
    CHANNEL_FORCE(Need.NONE, "FileChannel + force", "durable: fdatasync"),
    DIRECT_FDATASYNC(Need.DIRECT, "O_DIRECT pwrite + fdatasync", "durable: fdatasync"),
    DIRECT_RWF_DSYNC(Need.DIRECT, "O_DIRECT pwritev2 RWF_DSYNC", "durable: RWF_DSYNC"),
    DIRECT_O_DSYNC(Need.DIRECT, "O_DIRECT + O_DSYNC pwrite", "durable: O_DSYNC"),
    CHANNEL_DIRECT_DSYNC(Need.DIRECT, "FileChannel DIRECT, DSYNC", "durable: O_DSYNC"),
    STORE_MSYNC(Need.NONE, "mapped store + msync, warm pages", "durable: msync"),
    STORE_MSYNC_COLD(Need.NONE, "mapped store + msync, cold faults", "durable: msync"),
    STORE_FORCE(Need.NONE, "MappedByteBuffer + force, warm pages", "durable: msync"),
    SYNC_WARM(Need.MAP_SYNC, "MAP_SYNC store + line write-back, warm pages", "durable: cache-line write-back"),
    SYNC_COLD(Need.MAP_SYNC, "MAP_SYNC store + line write-back, cold faults", "durable: cache-line write-back"),
    SYNC_POPULATED(
            Need.MAP_SYNC, "MAP_SYNC store + line write-back, MADV_POPULATE_WRITE", "durable: cache-line write-back");

    /** What a place has to offer. */
    private enum Need {
        NONE,
        DIRECT,
        POPULATE,
        MAP_SYNC
    }

    /** What the JDK's channel takes past the page cache: whole blocks of the file system. */
    private static final int CHANNEL_UNIT_BYTES = 4096;

    private final Need need;
    private final String text;
    private final String guarantee;

    WriteWay(Need need, String text, String guarantee) {
        this.need = need;
        this.text = text;
        this.guarantee = guarantee;
    }

    /** As reports say it. */
    public String text() {
        return text;
    }

    /** What holds when a write has returned. */
    public String guarantee(Capabilities place) {
        int unit = unitBytes(place);
        return unit == 1 ? guarantee : guarantee + ", in units of " + unit + " B";
    }

    /** Whether what was written survives a power cut when the write returns. */
    public boolean isDurable() {
        return guarantee.startsWith("durable");
    }

    /** Whether it needs a file whose DAX state is on. */
    public boolean needsDax() {
        return need == Need.MAP_SYNC;
    }

    /** Whether the way makes a difference there: a growing file has neither pages that were touched before nor old ones to read. */
    public boolean fits(Space space) {
        return switch (this) {
            case STORE_WARM, PWRITE_COLD, STORE_MSYNC, STORE_FORCE, SYNC_WARM -> space != Space.GROWING;
            // Where records lie all over the file, all of it is populated: those are warm pages.
            case STORE_POPULATED, SYNC_POPULATED -> space != Space.IN_PLACE;
            default -> true;
        };
    }

    /** Why it isn't to be had in a place; empty where it is. */
    public Optional<String> unavailabilityCause(Capabilities place) {
        return switch (need) {
            case NONE -> Optional.empty();
            // On a DAX inode the flag is accepted, and changes nothing.
            case DIRECT -> place.has(Feature.DAX) ? Optional.empty() : place.unavailabilityCause(RangeMode.DIRECT);
            case POPULATE -> missing(place, Feature.POPULATE_WRITE);
            case MAP_SYNC -> place.unavailabilityCause(RangeMode.DAX_MAPPED);
        };
    }

    private static Optional<String> missing(Capabilities place, Feature feature) {
        return place.has(feature)
                ? Optional.empty()
                : Optional.of(feature + " is missing: " + place.of(feature).evidence());
    }

    /**
     * Creates its file and gets it ready.
     *
     * @return what is to be closed; it deletes the file
     */
    public Writes open(Path directory, Capabilities place, Space space, int recordBytes, long fileBytes)
            throws IOException {
        int unit = unitBytes(place);
        int transferBytes = Math.max(recordBytes, unit);
        WriteJob job = new WriteJob(directory.resolve(name()), space, transferBytes, fileBytes);
        return switch (this) {
            case PWRITE -> new CallWrites(this, job, Caching.BUFFERED, Sync.NONE, Cache.WARM);
            case PWRITE_COLD -> new CallWrites(this, job, Caching.BUFFERED, Sync.NONE, Cache.COLD);
            case CHANNEL -> new ChannelWrites(this, job, Caching.BUFFERED, Sync.NONE);
            case DIRECT -> new CallWrites(this, job, Caching.DIRECT, Sync.NONE, Cache.WARM);
            case CHANNEL_DIRECT -> new ChannelWrites(this, job, Caching.DIRECT, Sync.NONE);
            case STORE_WARM -> new StoreWrites(this, job, Pages.WARM, Persist.NOT);
            case STORE_COLD -> new StoreWrites(this, job, Pages.COLD, Persist.NOT);
            case STORE_POPULATED -> new StoreWrites(this, job, Pages.POPULATED, Persist.NOT);
            case PWRITE_FDATASYNC -> new CallWrites(this, job, Caching.BUFFERED, Sync.FDATASYNC, Cache.WARM);
            case PWRITEV2_DSYNC -> new CallWrites(this, job, Caching.BUFFERED, Sync.RWF_DSYNC, Cache.WARM);
            case CHANNEL_FORCE -> new ChannelWrites(this, job, Caching.BUFFERED, Sync.FDATASYNC);
            case DIRECT_FDATASYNC -> new CallWrites(this, job, Caching.DIRECT, Sync.FDATASYNC, Cache.WARM);
            case DIRECT_RWF_DSYNC -> new CallWrites(this, job, Caching.DIRECT, Sync.RWF_DSYNC, Cache.WARM);
            case DIRECT_O_DSYNC -> new CallWrites(this, job, Caching.DIRECT, Sync.O_DSYNC, Cache.WARM);
            case CHANNEL_DIRECT_DSYNC -> new ChannelWrites(this, job, Caching.DIRECT, Sync.O_DSYNC);
            case STORE_MSYNC -> new StoreWrites(this, job, Pages.WARM, Persist.MSYNC);
            case STORE_MSYNC_COLD -> new StoreWrites(this, job, Pages.COLD, Persist.MSYNC);
            case STORE_FORCE -> new StoreWrites(this, job, Pages.WARM, Persist.FORCE);
            case SYNC_WARM -> new StoreWrites(this, job, Pages.WARM, Persist.LINES);
            case SYNC_COLD -> new StoreWrites(this, job, Pages.COLD, Persist.LINES);
            case SYNC_POPULATED -> new StoreWrites(this, job, Pages.POPULATED, Persist.LINES);
        };
    }

    /** What a shorter record is rounded up to. */
    private int unitBytes(Capabilities place) {
        if (need != Need.DIRECT) {
            return 1;
        }
        boolean isChannel = this == CHANNEL_DIRECT || this == CHANNEL_DIRECT_DSYNC;
        return isChannel ? CHANNEL_UNIT_BYTES : Math.max(1, place.writeUnitBytes());
    }

    /** A way at work: a contestant, whose single write JMH can time as well. */
    public abstract static class Writes implements Contestant, AutoCloseable {
        final WriteJob job;
        private final WriteWay way;

        Writes(WriteWay way, WriteJob job) {
            this.way = way;
            this.job = job;
        }

        @Override
        public final String name() {
            return way.text;
        }

        /** Where the file lies. */
        public final Path path() {
            return job.path();
        }

        @Override
        public int maxOperations() {
            return job.space() == Space.GROWING ? job.records() : Contestant.super.maxOperations();
        }

        /** One write. */
        public abstract void write() throws IOException;

        @Override
        public abstract void close() throws IOException;
    }
}
