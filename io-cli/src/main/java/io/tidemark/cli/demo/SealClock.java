package io.tidemark.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Measures seals from outside, by the events that Tidemark emits to the JDK's flight recorder. */
final class SealClock implements AutoCloseable {
    private static final String SEAL_EVENT = "io.tidemark.Seal";

    private final Recording recording;

    private SealClock(Recording recording) {
        this.recording = recording;
    }

    /** Starts it; empty in a JVM without a flight recorder. */
    static Optional<SealClock> start() {
        if (!FlightRecorder.isAvailable()) {
            return Optional.empty();
        }
        Recording recording = new Recording();
        recording.enable(SEAL_EVENT).withoutThreshold();
        recording.start();
        return Optional.of(new SealClock(recording));
    }

    /**
     * Ends it.
     *
     * @param file whose seals are wanted
     * @param dump a file to create for the recording
     */
    SealTime stop(Path file, Path dump) throws IOException {
        recording.stop();
        recording.dump(dump);
        List<Duration> durations = RecordingFile.readAllEvents(dump).stream()
                .filter(event -> event.getEventType().getName().equals(SEAL_EVENT))
                .filter(event -> event.getString("path").equals(file.toString()))
                .map(RecordedEvent::getDuration)
                .toList();
        return new SealTime(
                durations.size(),
                durations.stream().mapToLong(Duration::toNanos).sum(),
                durations.stream().mapToLong(Duration::toNanos).max().orElse(0));
    }

    @Override
    public void close() {
        recording.close();
    }
}
