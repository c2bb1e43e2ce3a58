package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is acknowledged with one answer for all is durable as a whole, if it has to be. */
@Tag("no-disk")
class BatchDurabilityTest extends LogAtHand {
    private static final int MOST_BYTES = 1_000;

    static List<Arguments> durabilities() {
        return List.of(
                Arguments.of(Durability.each(), 9),
                Arguments.of(Durability.group(Duration.ofMillis(1), 1), 9),
                Arguments.of(Durability.onDemand(), -1));
    }

    private static List<ByteBuf> batch() {
        return LongStream.range(0, 10)
                .mapToObj(sequence -> Records.of(sequence, MOST_BYTES))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("durabilities")
    void aBatchIsAsDurableAsTheLogSays(Durability durability, long durable) throws IOException {
        LogOptions options =
                SmallLogs.options(Layout.SINGLE_FILE).durability(durability).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.append(batch())).isEqualTo(9);
            assertThat(log.durableSequence()).isEqualTo(durable);
            Records.verify(log, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("durabilities")
    void aBatchIsAsDurableAsItsAppendSays(Durability durability, long durable) throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .durability(durable < 0 ? Durability.each() : Durability.onDemand())
                .build();
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.append(batch(), durability)).isEqualTo(9);
            assertThat(log.durableSequence()).isEqualTo(durable);
        }
    }
}
