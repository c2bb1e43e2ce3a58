package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogReceipt;
import java.io.Closeable;
import java.io.IOException;

/** Appends the records of a source to a log. One thread runs it, any may close it, which ends the run. */
public final class Appending implements Closeable {
    private final HybridLog log;
    private final RecordSource source;
    private final Promise promise;
    private final AcknowledgedSink acknowledged;
    /** The last sequence that is known to be; of {@link #run}'s thread. */
    private long forced;

    private boolean isClosed;

    /** @param log the object's to close from now on */
    public Appending(HybridLog log, RecordSource source, Promise promise, AcknowledgedSink acknowledged) {
        this.log = log;
        this.source = source;
        this.promise = promise;
        this.acknowledged = acknowledged;
        this.forced = log.durableSequence();
    }

    /**
     * Appends until the source ends, or nobody takes acknowledgements any more, and makes all of it durable.
     *
     * @throws IOException if the source, the log or the medium fails; what came before is appended
     */
    public LogReceipt run() throws IOException {
        for (ByteBuf record = source.next(); record != null && !acknowledged.isBroken(); record = source.next()) {
            append(record);
        }
        return force();
    }

    private void append(ByteBuf record) throws IOException {
        switch (promise) {
            case EACH -> acknowledged.durable(log.append(record));
            // If a force fails the log remembers it, and the next append or the last force throws it.
            case GROUP -> log.appendAsync(record).thenAccept(acknowledged::durable);
            case NONE -> {
                log.append(record);
                acknowledgeForced();
            }
        }
    }

    /** What the log has forced by itself, because too much waited. */
    private void acknowledgeForced() {
        long durable = log.durableSequence();
        if (durable > forced) {
            forced = durable;
            acknowledged.durable(durable);
        }
    }

    private LogReceipt force() throws IOException {
        LogReceipt receipt = log.force();
        acknowledged.durable(receipt.durableSequence());
        return receipt;
    }

    /** Makes what was appended durable, closes the log, and waits until all is acknowledged. Idempotent. */
    @Override
    public void close() throws IOException {
        try (acknowledged) {
            closeLog();
        }
    }

    /** Makes what was appended durable and closes the log; who takes acknowledgements isn't waited for. Idempotent. */
    public synchronized void closeLog() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (log) {
            force();
        }
    }
}
