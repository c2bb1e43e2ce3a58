package io.tidemark.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
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
        long[] nanos = RecordingFile.readAllEvents(dump).stream()
                .filter(event -> event.getEventType().getName().equals(SEAL_EVENT))
                .filter(event -> event.getString("path").equals(file.toString()))
                .mapToLong(event -> event.getDuration().toNanos())
                .sorted()
                .toArray();
        return nanos.length == 0
                ? new SealTime(0, 0, 0, 0)
                : new SealTime(
                        nanos.length, LongStream.of(nanos).sum(), nanos[nanos.length / 2], nanos[nanos.length - 1]);
    }

    @Override
    public void close() {
        recording.close();
    }
}
