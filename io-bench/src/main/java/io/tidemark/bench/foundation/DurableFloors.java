package io.tidemark.bench.foundation;

import com.sun.nio.file.ExtendedOpenOption;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.IoVector;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bare ways to write a block past the page cache and make it durable, into a file whose blocks are written. */
public final class DurableFloors {
    /** The loops go round in a file of this size. */
    static final long FILE_BYTES = 16 << 20;

    private DurableFloors() {}

    /**
     * The smallest unit that the disk below a directory takes past the page cache: what a shorter record costs.
     *
     * @throws IOException also if nothing gets past the page cache there
     */
    public static int unitBytes(Path directory) throws IOException {
        Capabilities place = Capabilities.probe(directory);
        if (!place.has(Feature.DIRECT_IO)) {
            throw new IOException("the floor writes past the page cache, which is not possible in " + directory + ": "
                    + place.of(Feature.DIRECT_IO).evidence());
        }
        return place.writeUnitBytes();
    }

    /** As many bytes in whole units. */
    public static int inUnits(int bytes, int unitBytes) {
        return (bytes + unitBytes - 1) / unitBytes * unitBytes;
    }

    /** Creates a file of {@link #FILE_BYTES} whose blocks are allocated, written and durable. */
    private static NativeFile written(Path path) throws IOException {
        NativeFile file =
                NativeFile.open(Posix.system(), path, OpenRequest.createNew().direct());
        try {
            file.writeZeros(0, FILE_BYTES);
            file.force();
            return file;
        } catch (IOException | RuntimeException e) {
            try (file) {
                Files.delete(path);
            }
            throw e;
        }
    }

    /** How {@link Native} makes a write durable. */
    public enum Sync {
        /** pwritev2 with RWF_DSYNC. */
        DSYNC_WRITE("pwritev2 RWF_DSYNC"),
        /** pwrite, then fdatasync. */
        WRITE_FDATASYNC("pwrite + fdatasync");

        private final String text;

        Sync(String text) {
            this.text = text;
        }
    }

    /** System calls by {@link NativeFile} from aligned memory. */
    public static final class Native implements Contestant, AutoCloseable {
        private final NativeFile file;
        private final NativeMemory memory;
        private final IoVector vector;
        private final int blockBytes;
        private final Sync sync;
        private final String name;
        private long position;

        public Native(Path path, int blockBytes, Sync sync) throws IOException {
            this(path, blockBytes, sync, sync.text);
        }

        private Native(Path path, int blockBytes, Sync sync, String name) throws IOException {
            this.blockBytes = blockBytes;
            this.sync = sync;
            this.name = name;
            file = written(path);
            memory = NativeMemory.allocate(Posix.system(), blockBytes, 1);
            Pattern.fill(memory.buffer(), 0);
            vector = IoVector.allocate(Posix.system(), 1).add(memory.address(), blockBytes);
        }

        /** Writes as many units of the disk as a record takes up. What it is called says so, alike for records of all lengths. */
        static Native ofRecords(Path path, int recordBytes, Sync sync) throws IOException {
            int unitBytes = unitBytes(path.getParent());
            return new Native(
                    path, inUnits(recordBytes, unitBytes), sync, sync.text + ", in units of " + unitBytes + " B");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                if (sync == Sync.DSYNC_WRITE) {
                    file.writeDurably(vector, position);
                } else {
                    file.write(memory.address(), blockBytes, position);
                    file.forceData();
                }
                position = position + 2L * blockBytes > FILE_BYTES ? 0 : position + blockBytes;
            }
        }

        @Override
        public void close() throws IOException {
            vector.close();
            memory.close();
            try (file) {
                Files.delete(file.path());
            }
        }
    }

    /** The JDK's channel, which takes whole blocks of the file system only. */
    public static final class Channel implements Contestant, AutoCloseable {
        private final Path path;
        private final FileChannel channel;
        private final ByteBuffer block;
        private final int blockBytes;
        private final Sync sync;
        private long position;

        public Channel(Path path, int blockBytes, Sync sync) throws IOException {
            this.path = path;
            this.blockBytes = blockBytes;
            this.sync = sync;
            written(path).close();
            OpenOption[] options = sync == Sync.DSYNC_WRITE
                    ? new OpenOption[] {StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT, StandardOpenOption.DSYNC}
                    : new OpenOption[] {StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT};
            channel = FileChannel.open(path, options);
            block = ByteBuffer.allocateDirect(2 * blockBytes)
                    .alignedSlice(blockBytes)
                    .slice(0, blockBytes);
            Pattern.fill(block, 0);
        }

        @Override
        public String name() {
            return sync == Sync.DSYNC_WRITE ? "FileChannel DIRECT, DSYNC" : "FileChannel DIRECT + force";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                if (channel.write(block.clear(), position) != blockBytes) {
                    throw new IllegalStateException("short write");
                }
                if (sync == Sync.WRITE_FDATASYNC) {
                    channel.force(false);
                }
                position = position + blockBytes & FILE_BYTES - 1;
            }
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                Files.delete(path);
            }
        }
    }
}
