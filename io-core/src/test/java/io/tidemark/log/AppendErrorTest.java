package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.FaultSeam;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody knows how far an append got that an error has ended: the log has failed, and what was acknowledged is there. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class AppendErrorTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;
    private static final int ACKNOWLEDGED = 20;

    private final List<Throwable> heard = new CopyOnWriteArrayList<>();

    /** In the first segment, and behind a roll. */
    static Stream<Arguments> moments() {
        return Stream.of(Layout.values())
                .flatMap(layout -> Stream.of(new StackOverflowError(), new OutOfMemoryError("a test's"))
                        .flatMap(error -> Stream.of(1, 800).map(nth -> Arguments.of(layout, error, nth))));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void anErrorInAnAppendFailsTheLog(Layout layout, Error error, int nth) throws Exception {
        LogOptions options = SmallLogs.options(layout)
                .listener(new LogListener() {
                    @Override
                    public void onFailure(Throwable cause) {
                        heard.add(cause);
                    }
                })
                .build();
        HybridLog log = HybridLog.open(Environments.of(seam), path, options);
        Records.append(log, ACKNOWLEDGED, MOST_BYTES, Durability.each());
        seam.bend("pwrite", FaultSeam.inBackground(false), nth, 1, (call, real) -> {
            throw error;
        });
        assertThat(catchThrowable(() -> Records.append(log, 1_000, MOST_BYTES, Durability.onDemand())))
                .isSameAs(error);
        assertThat(seam.fired()).isEqualTo(1);
        seam.straighten();
        long last = log.lastSequence();
        assertThatThrownBy(() -> log.append(Records.of(last + 1, MOST_BYTES), Durability.onDemand()))
                .isInstanceOf(LogFailedException.class)
                .hasRootCause(error);
        assertThat(log.lastSequence()).isEqualTo(last);
        Records.verify(log, MOST_BYTES);
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        assertThat(heard).containsExactly(error);
        seam.assertNothingHeld();
        assertRecovers(options, last);
    }

    private void assertRecovers(LogOptions options, long last) throws IOException {
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options)) {
            assertThat(log.lastSequence()).isBetween(ACKNOWLEDGED - 1L, last + 1);
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
    }
}
