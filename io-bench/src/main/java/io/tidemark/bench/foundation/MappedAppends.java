package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends by stores into a mapping whose pages are there, without a force. */
public final class MappedAppends {
    /** What one turn stores; less than half of a growth step, so that none begins meanwhile. */
    public static final int TURN_BYTES = 24 << 20;

    private static final long GROWTH_BYTES = 64 << 20;

    private MappedAppends() {}

    /** A store of the record into a mapping, going round. */
    public static final class Stores implements Contestant, AutoCloseable {
        private final Path path;
        private final MappedByteBuffer mapping;
        private final ByteBuffer source;
        private final int recordBytes;
        private int position;

        public Stores(Path path, int recordBytes) throws IOException {
            this.path = path;
            this.recordBytes = recordBytes;
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                mapping = channel.map(MapMode.READ_WRITE, 0, TURN_BYTES);
            }
            source = Pattern.fill(ByteBuffer.allocateDirect(recordBytes), 0);
        }

        @Override
        public String name() {
            return "stores into a mapping";
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                append();
            }
        }

        /** One store. */
        public void append() {
            mapping.put(position, source, 0, recordBytes);
            int next = position + recordBytes;
            position = next == TURN_BYTES ? 0 : next;
        }

        @Override
        public void close() throws IOException {
            Files.delete(path);
        }
    }

    /** {@code append} on a {@code MAPPED} tail; a new file for each turn, with its space prepared. */
    public static final class Tidemark implements Contestant, AutoCloseable {
        private final Path directory;
        private final ByteBuf source;
        private int number;
        private HybridFile file;
        private long start;

        public Tidemark(Path directory, int recordBytes) {
            this.directory = directory;
            source = PooledByteBufAllocator.DEFAULT.directBuffer(recordBytes, recordBytes);
            Pattern.fill(source, 0);
        }

        @Override
        public String name() {
            return "Tidemark MAPPED append";
        }

        /** Where the first record of the last turn went. */
        public long start() {
            return start;
        }

        /** The file of the last turn. */
        public HybridFile file() {
            return file;
        }

        @Override
        public void before(int operations) throws IOException {
            if ((long) operations * source.capacity() > TURN_BYTES) {
                throw new IllegalArgumentException(operations + " operations don't fit a turn");
            }
            discard();
            file = HybridFile.open(
                    directory.resolve("mapped-" + number++),
                    HybridFileOptions.builder()
                            .openMode(OpenMode.CREATE_NEW)
                            .tail(ModeChoice.require(RangeMode.MAPPED))
                            .sealing(Sealing.ON_REQUEST)
                            .growthBytes(GROWTH_BYTES)
                            .build());
            Preparation.await(file, GROWTH_BYTES);
            start = file.endOffset();
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                append();
            }
        }

        /** One append. */
        public long append() throws IOException {
            return file.append(source);
        }

        private void discard() throws IOException {
            if (file != null) {
                try (HybridFile old = file) {
                    Files.delete(old.path());
                }
            }
        }

        @Override
        public void close() throws IOException {
            source.release();
            discard();
        }
    }
}
