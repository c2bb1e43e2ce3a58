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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Handing durable data over to readers: by a seal, and by the copy to another file that it replaces. */
public final class Seals {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final long GROWTH_BYTES = 64 << 20;

    private Seals() {}

    /** {@code HybridFile.seal}; each turn seals once, in a file of its own. */
    public static final class Tidemark implements Contestant, AutoCloseable {
        private final Path directory;
        private final long lengthBytes;
        private int number;
        private HybridFile file;

        /** @param lengthBytes a multiple of 1 MiB */
        public Tidemark(Path directory, long lengthBytes) {
            this.directory = directory;
            this.lengthBytes = lengthBytes;
        }

        @Override
        public String name() {
            return "Tidemark seal";
        }

        /** The file of the last turn. */
        public HybridFile file() {
            return file;
        }

        @Override
        public void before(int operations) throws IOException {
            discard();
            file = HybridFile.open(
                    directory.resolve("sealed-" + number++),
                    HybridFileOptions.builder()
                            .openMode(OpenMode.CREATE_NEW)
                            .tail(ModeChoice.require(RangeMode.DIRECT))
                            .sealed(ModeChoice.require(RangeMode.CACHED))
                            .sealing(Sealing.ON_REQUEST)
                            .growthBytes(GROWTH_BYTES)
                            .build());
            ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
            try {
                for (long position = 0; position < lengthBytes; position += CHUNK_BYTES) {
                    file.append(Pattern.fill(chunk, position));
                }
            } finally {
                chunk.release();
            }
            file.force();
            // Zeros written ahead of the tail would hold the seal's own write up.
            Preparation.awaitQuiet(file);
            settle();
        }

        @Override
        public void run(int operations) throws IOException {
            file.seal(file.dataOffset() + lengthBytes);
            if (file.tailOffset() != file.endOffset()) {
                throw new IllegalStateException("not sealed: " + file.statistics());
            }
        }

        /** Commits what deleting the files of earlier turns left in the file system's journal, discards included. */
        private void settle() throws IOException {
            try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
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
            discard();
        }
    }

    /** Copying a file of the same length to another on the same disk, and forcing it: today's practice. */
    public static final class CopyOut implements Contestant, AutoCloseable {
        private final Path from;
        private final Path to;
        private final long lengthBytes;

        /** @param lengthBytes a multiple of 1 MiB */
        public CopyOut(Path directory, long lengthBytes) throws IOException {
            this.lengthBytes = lengthBytes;
            from = directory.resolve("copied-from");
            to = directory.resolve("copied-to");
            ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
            try (FileChannel channel =
                    FileChannel.open(from, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long position = 0; position < lengthBytes; position += CHUNK_BYTES) {
                    Pattern.fill(chunk, position).readBytes(channel, CHUNK_BYTES);
                }
                channel.force(true);
            } finally {
                chunk.release();
            }
        }

        @Override
        public String name() {
            return "copy out + force";
        }

        /** The copy. */
        public Path copy() {
            return to;
        }

        @Override
        public void before(int operations) throws IOException {
            Files.deleteIfExists(to);
        }

        @Override
        public void run(int operations) throws IOException {
            try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                    FileChannel target =
                            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long done = 0; done < lengthBytes; ) {
                    done += source.transferTo(done, lengthBytes - done, target);
                }
                target.force(false);
            }
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(to);
            Files.delete(from);
        }
    }
}
