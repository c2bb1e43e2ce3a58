package io.tidemark.bench.write;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.write.CallWrites.Cache;
import io.tidemark.bench.write.CallWrites.Sync;
import io.tidemark.bench.write.StoreWrites.Pages;
import io.tidemark.bench.write.StoreWrites.Persist;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.OpenRequest.Caching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A bare way to write a record: the call or the store, and what makes it durable. Without a word on it, through JNA. */
public enum WriteWay {
    PWRITE(Need.NONE, "pwrite", "in the page cache", calls(Caching.BUFFERED, Sync.NONE)),
    PWRITE_COLD(
            Need.NONE,
            "pwrite, uncached pages",
            "in the page cache",
            (way, job) -> new CallWrites(way, job, Caching.BUFFERED, Sync.NONE, Cache.COLD)),
    CHANNEL(Need.NONE, "FileChannel.write", "in the page cache", channel(Caching.BUFFERED, Sync.NONE)),
    DIRECT(Need.DIRECT, "O_DIRECT pwrite", "in the device's cache", calls(Caching.DIRECT, Sync.NONE)),
    CHANNEL_DIRECT(Need.DIRECT, "FileChannel DIRECT", "in the device's cache", channel(Caching.DIRECT, Sync.NONE)),
    STORE_WARM(Need.NONE, "mapped store, warm pages", "in the page cache", stores(Pages.WARM, Persist.NOT)),
    STORE_COLD(Need.NONE, "mapped store, cold faults", "in the page cache", stores(Pages.COLD, Persist.NOT)),
    STORE_POPULATED(
            Need.POPULATE,
            "mapped store, MADV_POPULATE_WRITE",
            "in the page cache",
            stores(Pages.POPULATED, Persist.NOT)),
    PWRITE_FDATASYNC(Need.NONE, "pwrite + fdatasync", "durable: fdatasync", calls(Caching.BUFFERED, Sync.FDATASYNC)),
    PWRITEV2_DSYNC(Need.NONE, "pwritev2 RWF_DSYNC", "durable: RWF_DSYNC", calls(Caching.BUFFERED, Sync.RWF_DSYNC)),
    CHANNEL_FORCE(Need.NONE, "FileChannel + force", "durable: fdatasync", channel(Caching.BUFFERED, Sync.FDATASYNC)),
    DIRECT_FDATASYNC(
            Need.DIRECT, "O_DIRECT pwrite + fdatasync", "durable: fdatasync", calls(Caching.DIRECT, Sync.FDATASYNC)),
    DIRECT_RWF_DSYNC(
            Need.DIRECT, "O_DIRECT pwritev2 RWF_DSYNC", "durable: RWF_DSYNC", calls(Caching.DIRECT, Sync.RWF_DSYNC)),
    DIRECT_O_DSYNC(Need.DIRECT, "O_DIRECT + O_DSYNC pwrite", "durable: O_DSYNC", calls(Caching.DIRECT, Sync.O_DSYNC)),
    CHANNEL_DIRECT_DSYNC(
            Need.DIRECT, "FileChannel DIRECT, DSYNC", "durable: O_DSYNC", channel(Caching.DIRECT, Sync.O_DSYNC)),
    STORE_MSYNC(Need.NONE, "mapped store + msync, warm pages", "durable: msync", stores(Pages.WARM, Persist.MSYNC)),
    STORE_MSYNC_COLD(
            Need.NONE, "mapped store + msync, cold faults", "durable: msync", stores(Pages.COLD, Persist.MSYNC)),
    STORE_FORCE(Need.NONE, "MappedByteBuffer + force, warm pages", "durable: msync", stores(Pages.WARM, Persist.FORCE)),
    SYNC_WARM(
            Need.MAP_SYNC,
            "MAP_SYNC store + line write-back, warm pages",
            "durable: cache-line write-back",
            stores(Pages.WARM, Persist.LINES)),
    SYNC_COLD(
            Need.MAP_SYNC,
            "MAP_SYNC store + line write-back, cold faults",
            "durable: cache-line write-back",
            stores(Pages.COLD, Persist.LINES)),
    SYNC_POPULATED(
            Need.MAP_SYNC,
            "MAP_SYNC store + line write-back, MADV_POPULATE_WRITE",
            "durable: cache-line write-back",
            stores(Pages.POPULATED, Persist.LINES));

    /** What a place has to offer. */
    private enum Need {
        NONE,
        DIRECT,
        POPULATE,
        MAP_SYNC
    }

    /** Opens a way. */
    @FunctionalInterface
    private interface Opener {
        Writes open(WriteWay way, WriteJob job) throws IOException;
    }

    /** What the JDK's channel takes past the page cache: whole blocks of the file system. */
    private static final int CHANNEL_UNIT_BYTES = 4096;

    private final Need need;
    private final String text;
    private final String guarantee;
    private final Opener opener;

    WriteWay(Need need, String text, String guarantee, Opener opener) {
        this.need = need;
        this.text = text;
        this.guarantee = guarantee;
        this.opener = opener;
    }

    private static Opener calls(Caching caching, Sync sync) {
        return (way, job) -> new CallWrites(way, job, caching, sync, Cache.WARM);
    }

    private static Opener channel(Caching caching, Sync sync) {
        return (way, job) -> new ChannelWrites(way, job, caching, sync);
    }

    private static Opener stores(Pages pages, Persist persist) {
        return (way, job) -> new StoreWrites(way, job, pages, persist);
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
            case DIRECT -> place.has(Feature.DAX) ? Optional.empty() : place.unavailabilityCause(AccessMode.DIRECT);
            case POPULATE -> missing(place, Feature.POPULATE_WRITE);
            case MAP_SYNC -> place.unavailabilityCause(AccessMode.DAX_MAPPED);
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
        return opener.open(this, new WriteJob(directory.resolve(name()), space, transferBytes, fileBytes));
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
