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
import java.nio.file.Path;

/** {@code append} and {@code force} of one record. */
public final class DurableAppends implements Contestant, AutoCloseable {
    private final HybridFile file;
    private final RangeMode mode;
    private final ByteBuf source;
    private final long start;

    /**
     * @param mode of the tail
     * @param growthBytes how much space is prepared in one step
     */
    public DurableAppends(Path path, RangeMode mode, int recordBytes, long growthBytes) throws IOException {
        this.mode = mode;
        file = HybridFile.open(
                path,
                HybridFileOptions.builder()
                        .openMode(OpenMode.CREATE_NEW)
                        .tail(ModeChoice.require(mode))
                        .sealing(Sealing.ON_REQUEST)
                        .growthBytes(growthBytes)
                        .build());
        source = PooledByteBufAllocator.DEFAULT.directBuffer(recordBytes, recordBytes);
        Pattern.fill(source, 0);
        Preparation.await(file, growthBytes);
        file.force();
        start = file.endOffset();
    }

    @Override
    public String name() {
        return "Tidemark " + mode + " append + force";
    }

    /** Where the first record goes. */
    public long start() {
        return start;
    }

    /** The library's file. */
    public HybridFile file() {
        return file;
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            file.append(source);
            file.force();
        }
    }

    @Override
    public void close() throws IOException {
        source.release();
        file.close();
        HybridFile.delete(file.path());
    }
}
