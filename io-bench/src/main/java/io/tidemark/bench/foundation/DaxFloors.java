package io.tidemark.bench.foundation;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.nio.mapmode.ExtendedMapMode;

/** The bare ways to store a record into a mapping of a DAX file and make it durable; the file's blocks are written. */
final class DaxFloors {
    private DaxFloors() {}

    /** How stored bytes become durable, and whether the pages were touched before. */
    enum Way {
        /** Cache-line write-back into pages that were touched before. */
        SYNC_WARM("MAP_SYNC store + line write-back, warm pages"),
        /** Cache-line write-back; every page is touched for the first time in this mapping. */
        SYNC_COLD("MAP_SYNC store + line write-back, cold faults"),
        /** msync(2) of a mapping without MAP_SYNC. */
        MSYNC("MAP_SHARED store + msync");

        private final String text;

        Way(String text) {
            this.text = text;
        }

        private MapMode mapMode() {
            return this == MSYNC ? MapMode.READ_WRITE : ExtendedMapMode.READ_WRITE_SYNC;
        }
    }

    /** Stores that go round in their file; the cold way maps it again before each turn. */
    static final class Stores implements Contestant, AutoCloseable {
        private static final int PAGE_BYTES = 4096;

        private final Path path;
        private final Way way;
        private final ByteBuffer source;
        private final int recordBytes;
        private MappedByteBuffer mapping;
        private int position;

        Stores(Path path, int recordBytes, Way way) throws IOException {
            this.path = path;
            this.way = way;
            this.recordBytes = recordBytes;
            source = Pattern.fill(ByteBuffer.allocateDirect(recordBytes), 0);
            try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.createNew())) {
                file.writeZeros(0, DurableFloors.FILE_BYTES);
                file.force();
            }
            map();
            for (int at = 0; at < mapping.capacity(); at += PAGE_BYTES) {
                mapping.put(at, (byte) 0);
            }
        }

        @Override
        public String name() {
            return way.text;
        }

        @Override
        public void before(int operations) throws IOException {
            if (way == Way.SYNC_COLD) {
                map();
            }
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                mapping.put(position, source, 0, recordBytes);
                mapping.force(position, recordBytes);
                position = position + recordBytes & mapping.capacity() - 1;
            }
        }

        @Override
        public void close() throws IOException {
            Files.delete(path);
        }

        private void map() throws IOException {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                mapping = channel.map(way.mapMode(), 0, DurableFloors.FILE_BYTES);
            }
        }
    }
}
