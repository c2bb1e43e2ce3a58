package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a seal, whatever becomes of the segment's file meanwhile. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class RetainerTest extends LogAtHand {
    private static final int RECORDS = 10;
    private static final int MOST_BYTES = 100;

    private final ConcurrentLinkedQueue<SegmentInfo> heard = new ConcurrentLinkedQueue<>();

    private LogOptions options(Layout layout) {
        return SmallLogs.options(layout)
                .listener(new LogListener() {
                    @Override
                    public void onSealed(SegmentInfo segment) {
                        heard.add(segment);
                    }
                })
                .build();
    }

    private boolean opensToRead(FaultSeam.Call call) {
        return call.file().startsWith(path.toString())
                && Files.isRegularFile(Path.of(call.file()))
                && (call.number(1) & LinuxConstants.O_RDWR) == 0;
    }

    @ParameterizedTest
    @EnumSource
    void aSealIsToldThoughTheSegmentsFileCanNotBeOpened(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout))) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.each());
            seam.bend("open", this::opensToRead, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EMFILE));
            log.sealTail();
            Crew.await("somebody hears of the seal", () -> !heard.isEmpty());
            SegmentInfo told = heard.remove();
            assertThat(told).isEqualTo(log.segments().get(0));
            assertThatThrownBy(() -> log.ranges(told.number())).hasMessageContaining("EMFILE");
            assertThat(seam.fired()).isPositive();
            seam.straighten();
            assertThat(log.ranges(told.number())).isNotEmpty();
            assertThat(told.state()).isEqualTo(SegmentInfo.State.SEALED);
            assertThat(told.recordCount()).isEqualTo(RECORDS);
            Records.verify(log, MOST_BYTES);
        }
        assertThat(heard).as("it is told once").isEmpty();
    }
}
