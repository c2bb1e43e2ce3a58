package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenMode;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mode that is preferred and not to be had is told when the log is opened, and not with each of its segments. */
@Tag("no-dax")
class UnmetPreferenceTest extends LogAtHand {
    private static final int MOST_BYTES = 100;
    private static final int SEGMENTS = 4;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("io.tidemark");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord warned) {
            if (warned.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(warned.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
    }

    private static LogOptions.Builder options(Layout layout) {
        return SmallLogs.options(layout)
                .tail(ModeChoice.prefer(RangeMode.DAX_WRITE))
                .sealed(ModeChoice.prefer(RangeMode.SHADOWED));
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldOnceForEachOpening(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            for (int segment = 0; segment < SEGMENTS; segment++) {
                Records.append(log, 10, MOST_BYTES, Durability.each());
                log.sealTail();
            }
            Records.verify(log, MOST_BYTES);
        }
        assertThat(warnings)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith(path + ": DAX_WRITE is preferred, but not available"),
                        second -> assertThat(second).startsWith(path + ": SHADOWED is preferred, but not available"));

        warnings.clear();
        try (HybridLog log = HybridLog.open(
                path, options(layout).openMode(OpenMode.READ_ONLY).build())) {
            Records.verify(log, MOST_BYTES);
            assertThat(log.ranges(0).get(0).reason()).startsWith("SHADOWED is preferred, but not available");
        }
        assertThat(warnings).singleElement().asString().startsWith(path + ": SHADOWED is preferred, but not available");
    }
}
