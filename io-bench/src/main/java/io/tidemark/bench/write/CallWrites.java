package io.tidemark.bench.write;

import io.tidemark.bench.foundation.Pattern;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.nativeio.IoVector;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.OpenRequest.Caching;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;

/** System calls through JNA, from aligned memory. */
final class CallWrites extends Writes {
    /** What makes a write durable. */
    enum Sync {
        NONE,
        FDATASYNC,
        RWF_DSYNC,
        O_DSYNC
    }

    /** What of the file the page cache holds, where writes go through it. */
    enum Cache {
        WARM,
        /** Nothing at the start of each turn: to write a part of a page, the kernel has to read it. */
        COLD
    }

    private final NativeFile file;
    private final NativeMemory memory;
    private final IoVector vector;
    private final Places places;
    private final Sync sync;
    private final Cache cache;
    private final int bytes;

    CallWrites(WriteWay way, WriteJob job, Caching caching, Sync sync, Cache cache) throws IOException {
        super(way, job);
        this.sync = sync;
        this.cache = cache;
        bytes = job.transferBytes();
        places = job.places();
        job.create();
        OpenRequest request = OpenRequest.readWrite();
        request = caching == Caching.DIRECT ? request.direct() : request;
        file = NativeFile.open(Posix.system(), job.path(), sync == Sync.O_DSYNC ? request.dsync() : request);
        if (caching == Caching.BUFFERED) {
            job.warmCache();
        }
        memory = NativeMemory.allocate(Posix.system(), bytes, 1);
        Pattern.fill(memory.buffer(), 0);
        vector = IoVector.allocate(Posix.system(), 1).add(memory.address(), bytes);
    }

    @Override
    public void before(int operations) throws IOException {
        if (cache == Cache.COLD) {
            file.forceData();
            PageCache.drop(file, 0, job.fileBytes());
        }
        if (job.space() == Space.GROWING && operations > places.left()) {
            file.truncate(0);
            file.force();
            places.rewind();
        }
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            write();
        }
    }

    @Override
    public void write() throws IOException {
        long place = places.next();
        if (sync == Sync.RWF_DSYNC) {
            file.writeDurably(vector, place);
            return;
        }
        file.write(memory.address(), bytes, place);
        if (sync == Sync.FDATASYNC) {
            file.forceData();
        }
    }

    @Override
    public void close() throws IOException {
        vector.close();
        memory.close();
        try (file) {
            Files.delete(job.path());
        }
    }
}
