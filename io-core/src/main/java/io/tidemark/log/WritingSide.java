package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.append.Acknowledgement;
import io.tidemark.log.append.Acknowledgements;
import io.tidemark.log.append.BackPressure;
import io.tidemark.log.append.LogForcer;
import io.tidemark.log.append.LogWriter;
import io.tidemark.log.commit.Gathering;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.retain.LogDiscarder;
import io.tidemark.log.retain.LogHolds;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a log has that is open for writing: each append waits for room among what isn't durable yet, and then for as much
 * durability as it wants. Any thread.
 */
final class WritingSide {
    private static final long RETRY_NANOS = 1_000_000;

    private final LogWriter writer;
    private final LogForcer forcer;
    private final LogFailure failure;
    private final LogDiscarder discarder;
    private final Durability durability;

    /** What the log's own durability means; made once, because each append needs it. */
    private final Gathering gathering;

    private final BackPressure pressure;
    private final Acknowledgements acknowledgements;

    /** @param fileName of the log, by which its thread is named */
    WritingSide(String fileName, LogOptions options, LogWriter writer, LogDiscarder discarder) {
        this.writer = writer;
        this.forcer = writer.forcer();
        this.failure = writer.failure();
        this.discarder = discarder;
        this.durability = options.durability();
        this.gathering = gathering(durability);
        this.pressure = new BackPressure(writer, options.maxUnforcedBytes());
        this.acknowledgements = new Acknowledgements(fileName, forcer.commit(), gathering);
    }

    /** The log's own. */
    Durability durability() {
        return durability;
    }

    long append(ByteBuf record, Durability wanted) throws IOException {
        Gathering waiting = waiting(wanted);
        pressure.press();
        long sequence = writer.append(record);
        await(sequence, waiting);
        return sequence;
    }

    void append(ByteBuf record, long timestampMicros) throws IOException {
        pressure.press();
        writer.append(record, timestampMicros);
    }

    long append(List<ByteBuf> records, Durability wanted) throws IOException {
        Gathering waiting = waiting(wanted);
        pressure.press();
        long sequence = writer.append(records);
        await(sequence, waiting);
        return sequence;
    }

    CompletionStage<Long> appendAsync(ByteBuf record) throws IOException {
        pressure.press();
        Acknowledgement acknowledgement = new Acknowledgement();
        CompletionStage<Long> stage = acknowledgement.minimalCompletionStage(); // As long as it may still fail.
        writer.append(record, acknowledgements, acknowledgement);
        return stage;
    }

    CompletionStage<Long> appendAsync(List<ByteBuf> records) throws IOException {
        pressure.press();
        Acknowledgement acknowledgement = new Acknowledgement();
        CompletionStage<Long> stage = acknowledgement.minimalCompletionStage(); // As long as it may still fail.
        writer.append(records, acknowledgements, acknowledgement);
        return stage;
    }

    /** What a durability means, made before anything is appended; null if it isn't waited for. */
    private Gathering waiting(Durability wanted) {
        if (wanted instanceof Durability.OnDemand) {
            return null;
        }
        return wanted == durability ? gathering : gathering(wanted);
    }

    /** The record is there: where there is no memory to wait for it, that is tried again, unless the log has failed by it. */
    private void await(long sequence, Gathering waiting) throws IOException {
        while (waiting != null) {
            try {
                forcer.await(sequence, waiting);
                return;
            } catch (OutOfMemoryError e) {
                failure.check();
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private Gathering gathering(Durability wanted) {
        return wanted instanceof Durability.Group group
                ? new Gathering(
                        TimeUnit.NANOSECONDS.convert(group.maxDelay()),
                        () -> forcer.unforcedBytes() >= group.maxBytes())
                : Gathering.NONE;
    }

    LogReceipt force() throws IOException {
        writer.requireOpen();
        forcer.await(writer.last(), Gathering.NONE);
        return new LogReceipt(forcer.durable(), forcer.mechanism());
    }

    void sealTail() throws IOException {
        writer.sealTail();
    }

    /** @param sequence at most one behind the last one */
    void discardBefore(long sequence) throws IOException {
        writer.awaitSealed();
        discarder.discardBefore(sequence, forcer::forceHeader);
    }

    LogHolds holds() {
        return discarder.holds();
    }

    LogStatistics statistics() {
        return writer.statistics(discarder.discardedSegments(), pressure);
    }

    /**
     * Forces what was appended, completes what is pending, and marks the end as clean; all of it whatever fails.
     *
     * @param onForced done in between: who waits for what will not come any more is told
     */
    void close(Closeable onForced) throws IOException {
        Closeable tail = writer::finish;
        Closeable pending = acknowledgements::close;
        try (tail;
                pending;
                onForced) {
            writer.stop();
        }
    }
}
