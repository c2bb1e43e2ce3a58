package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Child;
import io.tidemark.file.FileLockedException;
import io.tidemark.file.OpenMode;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.AccessMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another process has the log open for writing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogLockTest {
    @ParameterizedTest
    @EnumSource
    void onlyItsWriterWritesItAsLongAsItLives(Layout layout) throws Exception {
        LogOptions options = CrashingLogAppender.options(layout, AccessMode.BUFFERED);
        LogOptions readOnly = options.toBuilder().openMode(OpenMode.READ_ONLY).build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path path = place.directory().resolve("log");
            try (Child child = new Child(
                    CrashingLogAppender.class, path.toString(), layout.name(), AccessMode.BUFFERED.name(), "1")) {
                for (int i = 0; i < 3; i++) {
                    long durable = durable(child);
                    assertThatThrownBy(() -> HybridLog.open(path, options))
                            .isInstanceOf(FileLockedException.class)
                            .hasMessageContaining(path.toString())
                            .hasMessageContaining("another writer");
                    try (HybridLog reader = HybridLog.open(path, readOnly)) {
                        assertThat(reader.lastSequence()).isGreaterThanOrEqualTo(durable);
                    }
                }
                child.kill();
            }
            try (HybridLog log = HybridLog.open(path, options)) {
                Records.verify(log, CrashingLogAppender.MOST_BYTES);
                Records.append(log, 1, CrashingLogAppender.MOST_BYTES, Durability.each());
            }
        }
    }

    /** The sequence up to which the other process says next that all is durable. */
    private static long durable(Child child) throws IOException {
        String line = child.await("durable");
        assertThat(line).isNotNull();
        long sequence = Long.parseLong(line.split(" ", -1)[1]);
        assertThat(sequence).isNotNegative();
        return sequence;
    }
}
