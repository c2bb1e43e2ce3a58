package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.file.DurabilityReceipt;
import io.tidemark.file.HybridFile;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Streams the input through the tail, record by record, durable batch by batch. */
final class Writing {
    /**
     * What came of it.
     *
     * @param records appended
     * @param bytes appended
     * @param elapsedNanos from the first append to the last force, reading the input included
     * @param receipt of the last force
     * @param append one append
     * @param batch from a batch's first append until all of it is durable
     */
    record Result(
            long records,
            long bytes,
            long elapsedNanos,
            DurabilityReceipt receipt,
            Latency append,
            Latency batch,
            Readers.Result readers) {}

    private static final long SEED = 1;

    private final HybridFile file;
    private final Input input;
    private final DemoPlan plan;
    private final RecordSizes sizes = new RecordSizes(SEED);
    private final Histogram appends = Latency.histogram();
    private final Histogram batches = Latency.histogram();
    private long records;
    private DurabilityReceipt receipt;
    /** Null until there is something to read. */
    private Readers readers;

    Writing(HybridFile file, Input input, DemoPlan plan) {
        this.file = file;
        this.input = input;
        this.plan = plan;
    }

    Result run(Progress.Phase phase) throws IOException {
        int chunkBytes = plan.batchBytes() + RecordSizes.LARGEST_BYTES;
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(chunkBytes, chunkBytes);
        long start = System.nanoTime();
        try {
            for (long done = 0; done < input.lengthBytes(); ) {
                // Read before the clock of the batch starts: the input's disk is not what is measured.
                input.read(done, chunk, (int) Math.min(chunkBytes, input.lengthBytes() - done));
                int batchBytes = writeBatch(chunk);
                done += batchBytes;
                phase.advance(batchBytes);
                watchReaders();
            }
        } finally {
            chunk.release();
            if (readers != null) {
                readers.end();
            }
        }
        long elapsed = System.nanoTime() - start;
        readers.check();
        if (receipt.durableOffset() != file.endOffset()) {
            throw new IOException("only offset " + receipt.durableOffset() + " of " + file.endOffset() + " is durable");
        }
        return new Result(
                records,
                input.lengthBytes(),
                elapsed,
                receipt,
                Latency.of(appends),
                Latency.of(batches),
                readers.result());
    }

    private int writeBatch(ByteBuf chunk) throws IOException {
        int done = 0;
        long start = System.nanoTime();
        long before = start;
        while (done < plan.batchBytes() && done < chunk.readableBytes()) {
            int length = Math.min(sizes.next(), chunk.readableBytes() - done);
            file.append(chunk.slice(done, length));
            long now = System.nanoTime();
            appends.recordValue(now - before);
            before = now;
            done += length;
            records++;
        }
        receipt = file.force();
        batches.recordValue(System.nanoTime() - start);
        return done;
    }

    private void watchReaders() throws IOException {
        if (readers == null) {
            readers = Readers.start(file, input, plan.readers());
        }
        readers.check();
    }
}
