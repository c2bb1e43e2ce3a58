package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.FaultSeam.Call;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeIoException;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel refuses to unmap something below a log: it goes on, because addresses are lost by that and nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogUnmapFaultTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;

    private final Queue<Throwable> heard = new ConcurrentLinkedQueue<>();

    private LogOptions options(Layout layout) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(RangeMode.MAPPED))
                .sealed(ModeChoice.require(RangeMode.CACHED_MAPPED))
                .maxOpenSegments(1)
                .retention(Retention.records(50))
                .listener(new LogListener() {
                    @Override
                    public void onFailure(Throwable cause) {
                        heard.add(cause);
                    }
                })
                .build();
    }

    private HybridLog open(Layout layout) throws IOException {
        return HybridLog.open(Environments.of(seam), path, options(layout));
    }

    private void refuse(Predicate<Call> when) {
        seam.bend("munmap", when, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENOMEM));
    }

    private static void appendSegments(HybridLog log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Records.append(log, 20, MOST_BYTES, Durability.each());
            log.sealTail();
        }
    }

    private void assertReopens(Layout layout, long last) throws IOException {
        seam.straighten();
        try (HybridLog log = open(layout)) {
            assertThat(log.lastSequence()).isEqualTo(last);
            Records.verify(log, MOST_BYTES);
            appendSegments(log, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentIsSealedAlthoughItsAppendersMappingStays(Layout layout) throws IOException {
        long last;
        try (HybridLog log = open(layout)) {
            refuse(FaultSeam.inBackground(true));
            appendSegments(log, 6);
            assertThat(seam.fired()).as("refused").isPositive();
            assertThat(heard).isEmpty();
            assertThat(log.firstSequence()).as("retained").isEqualTo(60);
            seam.straighten();
            Records.verify(log, MOST_BYTES);
            last = log.lastSequence();
        }
        assertReopens(layout, last);
    }

    @ParameterizedTest
    @EnumSource
    void aReadHasNothingToDoWithTheMappingOfAnotherSegment(Layout layout) throws IOException {
        long last;
        try (HybridLog log = open(layout)) {
            appendSegments(log, 4);
            refuse(FaultSeam.inBackground(false));
            for (int again = 0; again < 3; again++) {
                Records.verify(log, MOST_BYTES);
            }
            assertThat(seam.fired()).as("refused").isGreaterThan(2);
            seam.straighten();
            last = log.lastSequence();
        }
        assertReopens(layout, last);
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceThatWasPreparedInVainIsGivenBack(Layout layout) throws IOException {
        HybridLog log = open(layout);
        appendSegments(log, 3);
        int segments = log.segments().size();
        long last = log.lastSequence();
        refuse(call -> true);
        Throwable failure = catchThrowable(log::close);
        assertThat(seam.fired()).as("refused").isGreaterThan(1);
        assertThat(failure).isInstanceOf(NativeIoException.class).hasMessageContaining("ENOMEM");
        if (layout == Layout.DIRECTORY) {
            assertThat(path.toFile().list((directory, name) -> name.endsWith(".segment")))
                    .hasSize(segments);
        }
        assertReopens(layout, last);
    }
}
