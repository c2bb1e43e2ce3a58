package io.tidemark.bench.recovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.bench.foundation.Pattern;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;

/** The process that gets killed: appends until the log is as long as asked for, says so, and goes on appending. */
public final class DoomedWriter {
    static final int RECORD_BYTES = 1024;
    static final String READY = "ready";

    private DoomedWriter() {}

    /**
     * Appends until it is killed.
     *
     * @param arguments path of the log, and how many bytes of records it has to have
     */
    public static void main(String[] arguments) throws IOException {
        ByteBuf record = PooledByteBufAllocator.DEFAULT.directBuffer(RECORD_BYTES, RECORD_BYTES);
        Pattern.fill(record, 0);
        try (HybridLog log = HybridLog.open(Path.of(arguments[0]), LogOptions.defaults())) {
            long records = Long.parseLong(arguments[1]) / RECORD_BYTES;
            while (log.lastSequence() + 1 < records) {
                log.append(record, Durability.onDemand());
            }
            log.force();
            for (int appended = 0; ; appended++) {
                log.append(record, Durability.each());
                if (appended == 100) {
                    System.out.println(READY);
                }
            }
        }
    }
}
