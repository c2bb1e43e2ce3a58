package io.tidemark.cli.calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A file whose tail is in one mode, appended to in short turns; it is replaced by a new one before it gets big. */
final class Tail implements AutoCloseable {
    static final int LARGEST_RECORD_BYTES = 1 << 20;

    /** No more in one turn, so that space is prepared by the background as in normal use. */
    private static final int TURN_BYTES = 2 << 20;

    private static final long GROWTH_BYTES = 16 << 20;
    private static final long FILE_BYTES = 64 << 20;
    private static final long PREPARED_WAIT_NANOS = 50_000_000;
    private static final long POLL_NANOS = 200_000;
    private static final byte FILLER = 0x5a;

    private final Path path;
    private final RangeMode mode;
    private final ByteBuf record;
    private HybridFile file;

    Tail(Path directory, RangeMode mode) throws IOException {
        this.mode = mode;
        path = directory.resolve(mode.name());
        record = Unpooled.directBuffer(LARGEST_RECORD_BYTES, LARGEST_RECORD_BYTES);
        while (record.isWritable()) {
            record.writeByte(FILLER);
        }
        open();
    }

    RangeMode mode() {
        return mode;
    }

    private void open() throws IOException {
        file = HybridFile.open(
                path,
                HybridFileOptions.builder()
                        .openMode(OpenMode.CREATE_NEW)
                        .tail(ModeChoice.require(mode))
                        .sealing(Sealing.ON_REQUEST)
                        .growthBytes(GROWTH_BYTES)
                        .build());
    }

    /**
     * Appends for a while.
     *
     * @param nanos after which no append begins
     * @return time of an append
     */
    double turn(Promise promise, int recordBytes, long nanos) throws IOException {
        if (file.endOffset() > FILE_BYTES) {
            closeFile();
            open();
        }
        awaitSpace();
        record.setIndex(0, recordBytes);
        // Only what is forced takes so long that looking at the clock after each costs nothing.
        int batch = promise == Promise.DURABLE ? 1 : Math.max(1, (1 << 14) / recordBytes);
        int most = TURN_BYTES / recordBytes;
        int count = 0;
        long start = System.nanoTime();
        long end = start;
        do {
            for (int i = 0; i < batch; i++) {
                append(promise);
            }
            count += batch;
            end = System.nanoTime();
        } while (count < most && end - start < nanos);
        return (double) (end - start) / count;
    }

    private void append(Promise promise) throws IOException {
        file.append(record);
        if (promise == Promise.DURABLE) {
            file.force();
        }
    }

    /** Until the background has prepared what a turn takes. */
    private void awaitSpace() throws IOException {
        file.force();
        long used = file.endOffset() - file.dataOffset();
        long start = System.nanoTime();
        while (file.statistics().preparedBytes() < used + TURN_BYTES
                && System.nanoTime() - start < PREPARED_WAIT_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void closeFile() throws IOException {
        try {
            file.close();
        } finally {
            HybridFile.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        record.release();
        closeFile();
    }
}
