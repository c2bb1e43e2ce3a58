package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tidemark.file.OpenMode;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Lines of the input through a log: half by a process that is killed, the rest after the recovery, then all compared. */
final class LogAct {
    /** Enough to be looked at; more would only take longer. */
    static final long MOST_BYTES = 64L << 20;

    private static final long FEWEST_SEGMENT_BYTES = 1L << 20;
    private static final long MOST_SEGMENT_BYTES = 8L << 20;
    private static final int WANTED_SEGMENTS = 8;

    private final Workspace workspace;
    private final Input input;
    private final long bytes;
    private final Progress progress;
    private final Histogram appends = Latency.histogram();

    LogAct(Workspace workspace, Input input, Progress progress) {
        this.workspace = workspace;
        this.input = input;
        this.bytes = Math.min(input.lengthBytes(), MOST_BYTES);
        this.progress = progress;
    }

    /** @param command the class that runs the command, for the other process */
    LogResult run(Class<?> command) throws IOException {
        long segmentBytes = segmentBytes();
        long lines = count();
        long acknowledged;
        try (InputLines source = new InputLines(input, bytes);
                Progress.Phase phase = progress.begin("log, to be killed", bytes)) {
            acknowledged = new KilledAppend(workspace, command, segmentBytes).run(source, (lines + 1) / 2, phase);
        }
        long start = System.nanoTime();
        long recovered;
        long recoveryNanos;
        long appendNanos;
        try (HybridLog log = HybridLog.open(workspace.log(), options(OpenMode.OPEN_EXISTING))) {
            recoveryNanos = System.nanoTime() - start;
            recovered = log.lastSequence() + 1;
            if (recovered < acknowledged) {
                throw new FileSystemException(
                        workspace.log().toString(),
                        null,
                        acknowledged + (acknowledged == 1 ? " line was" : " lines were")
                                + " acknowledged before the kill, but only " + recovered
                                + " are left of them");
            }
            appendNanos = append(log, recovered);
        }
        try (HybridLog log = HybridLog.open(workspace.log(), options(OpenMode.READ_ONLY))) {
            long compared = compare(log);
            return new LogResult(
                    lines,
                    bytes,
                    acknowledged,
                    recovered,
                    recoveryNanos,
                    lines - recovered,
                    appendNanos,
                    Latency.of(appends),
                    compared,
                    segmentBytes,
                    log.segments().size(),
                    modes(log));
        }
    }

    private static LogOptions options(OpenMode mode) {
        return LogOptions.builder()
                .openMode(mode)
                .durability(Durability.onDemand())
                .build();
    }

    private long segmentBytes() {
        long wanted = Long.highestOneBit(Math.max(1, bytes / WANTED_SEGMENTS));
        return Math.min(MOST_SEGMENT_BYTES, Math.max(FEWEST_SEGMENT_BYTES, wanted));
    }

    private long count() throws IOException {
        long count = 0;
        try (InputLines source = new InputLines(input, bytes)) {
            while (source.next() != null) {
                count++;
            }
        }
        return count;
    }

    /** Appends what is not there yet; how long that took until it was durable. */
    private long append(HybridLog log, long from) throws IOException {
        try (InputLines source = new InputLines(input, bytes);
                Progress.Phase phase = progress.begin("log, recovered", bytes)) {
            source.skip(from);
            long start = System.nanoTime();
            for (ByteBuf line = source.next(); line != null; line = source.next()) {
                long before = System.nanoTime();
                log.append(line);
                appends.recordValue(System.nanoTime() - before);
                phase.advance(line.readableBytes() + 1L);
            }
            log.force();
            return System.nanoTime() - start;
        }
    }

    private long compare(HybridLog log) throws IOException {
        try (InputLines source = new InputLines(input, bytes);
                LogCursor cursor = log.cursor(0);
                Progress.Phase phase = progress.begin("log, compare", bytes)) {
            long count = 0;
            for (ByteBuf line = source.next(); line != null; line = source.next()) {
                if (!cursor.next() || !ByteBufUtil.equals(line, cursor.payload())) {
                    input.requireUnchanged();
                    throw new MismatchException(workspace.log().toString(), count);
                }
                phase.advance(line.readableBytes() + 1L);
                count++;
            }
            if (cursor.next()) {
                throw new MismatchException(workspace.log().toString(), count);
            }
            return count;
        }
    }

    private static List<String> modes(HybridLog log) throws IOException {
        Set<String> modes = new LinkedHashSet<>();
        for (SegmentInfo segment : log.segments()) {
            log.ranges(segment.number()).forEach(range -> modes.add(range.mode().name()));
        }
        return List.copyOf(modes);
    }
}
