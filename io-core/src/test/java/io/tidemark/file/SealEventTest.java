package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the flight recorder is told of a seal. */
@Tag("no-disk")
class SealEventTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final Duration PAUSE = Duration.ofMillis(50);

    @FunctionalInterface
    private interface Change {
        void run(long start) throws IOException;
    }

    @Test
    void aSealLastsAsLongAsItsWork() throws IOException {
        assertLasts(start -> file.seal(start + BORDER));
    }

    @Test
    void soDoesAnAssignmentThatSeals() throws IOException {
        assertLasts(start -> file.assign(start, BORDER, RangeMode.CACHED));
    }

    private void assertLasts(Change sealing) throws IOException {
        file = HybridFile.open(
                seam.posix(),
                place.file(),
                HybridFileOptions.builder()
                        .sealing(Sealing.ON_REQUEST)
                        .borderBytes(BORDER)
                        .growthBytes(4 * BORDER)
                        .build());
        long start = file.append(Pattern.bytes(file.endOffset(), BORDER + 1));
        file.force();
        Path recorded = place.directory().resolve("recorded.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.tidemark.Seal");
            recording.start();
            seam.bend("lseek", FaultSeam.inBackground(false), 1, 1, (call, real) -> {
                Thread.sleep(PAUSE.toMillis()); // It is looked whether the file is there yet.
                return real.make(call.copy());
            });
            sealing.run(start);
            recording.stop();
            recording.dump(recorded);
        }
        assertThat(seam.fired()).isEqualTo(1);
        List<RecordedEvent> events = RecordingFile.readAllEvents(recorded).stream()
                .filter(event -> event.getEventType().getName().equals("io.tidemark.Seal"))
                .toList();
        Files.delete(recorded);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getLong("offset")).isEqualTo(start);
            assertThat(event.getLong("length")).isEqualTo(BORDER);
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(PAUSE);
        });
    }
}
