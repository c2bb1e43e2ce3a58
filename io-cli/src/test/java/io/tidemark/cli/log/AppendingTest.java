package io.tidemark.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is acknowledged is durable at that moment, whatever was promised. */
class AppendingTest {
    private static final int RECORDS = 5;

    @TempDir
    private Path directory;

    private HybridLog log;

    /** Sequences, in the order in which they were acknowledged. */
    private final List<Long> acknowledged = new ArrayList<>();

    /** The same that were not durable when they were. */
    private final List<Long> early = new ArrayList<>();

    /** How many were acknowledged when each record, and the end, was asked for. */
    private final List<Integer> acknowledgedBefore = new ArrayList<>();

    private final AcknowledgedSink sink = new AcknowledgedSink() {
        @Override
        public void durable(long sequence) {
            synchronized (acknowledged) {
                acknowledged.add(sequence);
                if (log.durableSequence() < sequence) {
                    early.add(sequence);
                }
            }
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public void closeWithin(Duration limit) {}

        @Override
        public void close() {}
    };

    private final RecordSource source = new RecordSource() {
        private final ByteBuf record = Unpooled.wrappedBuffer(new byte[100]);

        @Override
        public ByteBuf next() {
            synchronized (acknowledged) {
                acknowledgedBefore.add(acknowledged.size());
            }
            return acknowledgedBefore.size() > RECORDS ? null : record.duplicate();
        }

        @Override
        public String name() {
            return "record";
        }

        @Override
        public void close() {}
    };

    @BeforeEach
    void forget() {
        acknowledged.clear();
    }

    private void append(Promise promise) throws IOException {
        append(promise, LogOptions.builder());
    }

    private void append(Promise promise, LogOptions.Builder options) throws IOException {
        log = HybridLog.open(
                directory.resolve("log"),
                options.segmentBytes(1 << 20).durability(promise.durability()).build());
        try (Appending appending = new Appending(log, source, promise, sink)) {
            appending.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsAcknowledgedThatIsNotDurableAndInTheEndAllIs(Promise promise) throws IOException {
        append(promise);

        assertThat(early).as("acknowledged too early").isEmpty();
        assertThat(acknowledged).contains(RECORDS - 1L);
    }

    @Test
    void eachIsAcknowledgedBeforeTheNextOneIsRead() throws IOException {
        append(Promise.EACH);

        assertThat(acknowledgedBefore).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void withoutAPromiseTheEndOfTheInputIsWaitedFor() throws IOException {
        append(Promise.NONE);

        assertThat(acknowledgedBefore).containsOnly(0);
        assertThat(acknowledged).containsOnly(RECORDS - 1L);
    }

    @Test
    void withoutAPromiseWhatTheLogForcesByItselfIsAcknowledgedThen() throws IOException {
        append(Promise.NONE, LogOptions.builder().maxUnforcedBytes(1));

        assertThat(early).as("acknowledged too early").isEmpty();
        assertThat(acknowledgedBefore).containsExactly(0, 0, 1, 2, 3, 4);
    }
}
