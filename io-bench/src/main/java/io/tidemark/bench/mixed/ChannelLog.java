package io.tidemark.bench.mixed;

import io.tidemark.bench.foundation.Pattern;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Today's practice without a library: records with a checksum, written and forced through a channel, read through another.
 * Appends go round in space behind the cold records that was filled before, so a force has no size of a file to store.
 */
final class ChannelLog implements LoadedLog {
    /** What a scan reads at once. */
    private static final int WINDOW_BYTES = 128 << 10;

    private static final int ZEROS_BYTES = 4096;
    private static final int FRAME_BYTES = LoadPlan.RECORD_BYTES + Long.BYTES;

    private final Path path;
    private final LoadPlan plan;
    private final FileChannel writer;
    private final FileChannel reader;
    private final NativeFile file;
    private final ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_BYTES);
    private final ThreadLocal<ByteBuffer> targets =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(FRAME_BYTES));
    private long end;
    private long spaceEnd = Long.MAX_VALUE;

    ChannelLog(Path path, LoadPlan plan) throws IOException {
        this.path = path;
        this.plan = plan;
        writer = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Pattern.fill(frame.slice(0, LoadPlan.RECORD_BYTES), 0);
        frame.putLong(LoadPlan.RECORD_BYTES, checksum(frame));
        while (end < (hotRecords() + coldRecords()) * FRAME_BYTES) {
            write();
        }
        fill();
        reader = FileChannel.open(path, StandardOpenOption.READ);
        file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
    }

    /** As much as a segment of the other log, in steps that leave no large folios in the page cache. */
    private void fill() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        spaceEnd = end + plan.hotBytes();
        for (long at = end; at < spaceEnd; at += ZEROS_BYTES) {
            writer.write(zeros.clear(), at);
        }
        writer.force(true);
    }

    private static long checksum(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(0, LoadPlan.RECORD_BYTES));
        return crc.getValue();
    }

    private void write() throws IOException {
        if (writer.write(frame.clear(), end) != FRAME_BYTES) {
            throw new IOException("short write at " + end);
        }
        end += FRAME_BYTES;
    }

    @Override
    public String name() {
        return "FileChannel log";
    }

    @Override
    public void append() throws IOException {
        frame.putLong(LoadPlan.RECORD_BYTES, checksum(frame));
        if (end + FRAME_BYTES > spaceEnd) {
            end = spaceEnd - plan.hotBytes();
        }
        write();
        writer.force(false);
    }

    @Override
    public void readHot(long number) throws IOException {
        ByteBuffer target = targets.get().clear();
        if (reader.read(target, number * FRAME_BYTES) != FRAME_BYTES) {
            throw new IOException("short read of record " + number);
        }
        verify(target, 0);
    }

    private static void verify(ByteBuffer buffer, int index) throws IOException {
        ByteBuffer one = buffer.slice(index, FRAME_BYTES);
        if (one.getLong(LoadPlan.RECORD_BYTES) != checksum(one)) {
            throw new IOException("a record is damaged");
        }
    }

    @Override
    public long hotRecords() {
        return plan.hotBytes() / FRAME_BYTES;
    }

    private long coldRecords() {
        return plan.coldBytes() / FRAME_BYTES;
    }

    @Override
    public void dropCold() throws IOException {
        ColdBytes.drop(file, hotRecords() * FRAME_BYTES, coldRecords() * FRAME_BYTES);
    }

    @Override
    public Scan scan() {
        return new Scan() {
            private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES / FRAME_BYTES * FRAME_BYTES)
                    .limit(0);
            private long position = hotRecords() * FRAME_BYTES;
            private long left = coldRecords();

            @Override
            public boolean next() throws IOException {
                if (left-- <= 0) {
                    return false;
                }
                if (!window.hasRemaining()) {
                    window.clear();
                    position += reader.read(window, position);
                    window.flip().limit(window.limit() / FRAME_BYTES * FRAME_BYTES);
                }
                verify(window, window.position());
                window.position(window.position() + FRAME_BYTES);
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
        reader.close();
        try (writer) {
            Files.delete(path);
        }
    }
}
