package io.tidemark.bench.write;

import io.tidemark.bench.foundation.Pattern;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Populating;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import jdk.nio.mapmode.ExtendedMapMode;

/** Stores into a mapping. */
final class StoreWrites extends Writes {
    /** What is done about page faults. */
    enum Pages {
        /** All pages were touched before. */
        WARM,
        /**
         * The first store into each page faults, and records at random places are all first ones; when all pages have been
         * stored to, the file is mapped anew, which isn't timed.
         */
        COLD,
        /** The same, but pages are populated in steps as the records get there; that is timed. */
        POPULATED
    }

    /** What makes a store durable. */
    enum Persist {
        NOT,
        /** msync(2) through JNA. */
        MSYNC,
        /** msync(2) through the JDK. */
        FORCE,
        /** Cache-line write-back by the JDK, without a system call. */
        LINES
    }

    private static final int POPULATE_BYTES = 2 << 20;

    private final NativeFile file;
    private final ByteBuffer record;
    private final Places places;
    private final Pages pages;
    private final Persist persist;
    private final int bytes;
    /** Null where the JDK maps. */
    private MappedRegion region;

    private ByteBuffer memory;
    private long populated;

    StoreWrites(WriteWay way, WriteJob job, Pages pages, Persist persist) throws IOException {
        super(way, job);
        this.pages = pages;
        this.persist = persist;
        bytes = job.transferBytes();
        places = pages == Pages.WARM ? job.places() : job.placesOfColdPages();
        record = Pattern.fill(ByteBuffer.allocateDirect(bytes), 0);
        job.create();
        file = NativeFile.open(Posix.system(), job.path(), OpenRequest.readWrite());
        file.truncate(job.fileBytes());
        map();
        if (pages == Pages.WARM) {
            for (int at = 0; at < memory.capacity(); at += Places.PAGE_BYTES) {
                memory.put(at, (byte) 0);
            }
            file.force();
        }
    }

    @Override
    public int minOperations() {
        // A fault may back many pages at once, so that only all of the file tells what they cost together.
        boolean isAmortized = pages != Pages.WARM && persist == Persist.NOT && job.space() != Space.IN_PLACE;
        return isAmortized ? job.records() : 1;
    }

    @Override
    public int maxOperations() {
        return pages == Pages.WARM ? super.maxOperations() : places.all();
    }

    @Override
    public void before(int operations) throws IOException {
        if (pages == Pages.WARM || operations <= places.left()) {
            return;
        }
        unmap();
        if (job.space() == Space.GROWING) {
            file.truncate(0);
            file.truncate(job.fileBytes());
            file.force();
        }
        places.rewind();
        map();
    }

    /** Loops of their own, because a bare store costs less than what the compiler knows of the others. */
    @Override
    public void run(int operations) throws IOException {
        if (persist == Persist.NOT) {
            for (int i = 0; i < operations; i++) {
                store();
            }
        } else {
            for (int i = 0; i < operations; i++) {
                persist(store());
            }
        }
    }

    @Override
    public void write() throws IOException {
        int place = store();
        if (persist != Persist.NOT) {
            persist(place);
        }
    }

    private int store() throws IOException {
        int place = (int) places.next();
        if (pages == Pages.POPULATED && place + bytes > populated) {
            populate();
        }
        memory.put(place, record, 0, bytes);
        return place;
    }

    private void persist(int place) throws IOException {
        if (persist == Persist.MSYNC) {
            region.sync(place, bytes);
        } else {
            ((MappedByteBuffer) memory).force(place, bytes);
        }
    }

    private void populate() throws IOException {
        long length = Math.min(Math.max(POPULATE_BYTES, bytes), job.fileBytes() - populated);
        Populating.forWriting(Posix.system(), job.path(), populated, NativeBuffers.address(memory) + populated, length);
        populated += length;
    }

    private void map() throws IOException {
        populated = 0;
        if (persist == Persist.NOT || persist == Persist.MSYNC) {
            region = MappedRegion.map(file, 0, job.fileBytes(), MappedRegion.Kind.READ_WRITE);
            memory = region.buffer();
            return;
        }
        MapMode mode = persist == Persist.LINES ? ExtendedMapMode.READ_WRITE_SYNC : MapMode.READ_WRITE;
        try (FileChannel channel = FileChannel.open(job.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(mode, 0, job.fileBytes());
        }
    }

    /** What the JDK maps goes with a garbage collection; a new mapping is cold all the same. */
    private void unmap() throws IOException {
        memory = null;
        if (region != null) {
            region.close();
        }
    }

    @Override
    public void close() throws IOException {
        unmap();
        try (file) {
            Files.delete(job.path());
        }
    }
}
