package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.append.Acknowledgement;
import io.tidemark.log.append.Acknowledgements;
import io.tidemark.log.append.BackPressure;
import io.tidemark.log.append.LogForcer;
import io.tidemark.log.append.LogWriter;
import io.tidemark.log.commit.Gathering;
import io.tidemark.log.retain.LogDiscarder;
import io.tidemark.log.retain.LogHolds;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What a log has that is open for writing: each append waits for room among what isn't durable yet, and then for as much
 * durability as it wants. Any thread.
 */
final class WritingSide {
    private final LogWriter writer;
    private final LogForcer forcer;
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
        pressure.press();
        long sequence = writer.append(record);
        await(sequence, wanted);
        return sequence;
    }

    void append(ByteBuf record, long timestampMicros) throws IOException {
        pressure.press();
        writer.append(record, timestampMicros);
    }

    long append(List<ByteBuf> records, Durability wanted) throws IOException {
        pressure.press();
        long sequence = writer.append(records);
        await(sequence, wanted);
        return sequence;
    }

    CompletionStage<Long> appendAsync(ByteBuf record) throws IOException {
        pressure.press();
        Acknowledgement acknowledgement = new Acknowledgement();
        writer.append(record, acknowledgements, acknowledgement);
        return acknowledgement.minimalCompletionStage();
    }

    CompletionStage<Long> appendAsync(List<ByteBuf> records) throws IOException {
        pressure.press();
        Acknowledgement acknowledgement = new Acknowledgement();
        writer.append(records, acknowledgements, acknowledgement);
        return acknowledgement.minimalCompletionStage();
    }

    private void await(long sequence, Durability wanted) throws IOException {
        if (!(wanted instanceof Durability.OnDemand)) {
            forcer.await(sequence, wanted == durability ? gathering : gathering(wanted));
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
