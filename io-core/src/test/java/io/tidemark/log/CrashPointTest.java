package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Sampling;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process may be killed in front of any system call that changes a byte: of a run that uses its slots again and again,
 * of a recovery, and of the recovery of a recovery. What lies there at each of these moments is recovered, and holds every
 * acknowledged record, nothing of an earlier use of a slot, and nothing that an earlier recovery had given up.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class CrashPointTest extends EndedAtAnyMoment {
    private static final int MIB = 1 << 20;
    private static final int SEGMENTS = 12;
    private static final int DEPTH = 3;

    private final BooleanSupplier isKilled = Sampling.oneIn(1, new Random(seed));

    private static LogOptions options(Layout layout) {
        return SmallLogs.options(layout).build();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aRunThatWrapsMayBeKilledAtAnyMoment(Layout layout, RangeMode mode) throws Exception {
        MutationSeam seam = new MutationSeam(path, (count, call) -> {
            if (isKilled.getAsBoolean() && Files.exists(path)) {
                assertRecovers(layout);
            }
        });
        long last = run(layout, mode, seam);
        assertThat(seam.count()).as("moments").isGreaterThan(50);
        System.out.println(
                layout + " " + mode + ": killed at " + seam.count() + " moments of " + (last + 1) + " records");
        assertRecovers(layout);
    }

    /** Appends a few times what the slots hold; the last sequence. */
    private long run(Layout layout, RangeMode mode, MutationSeam seam) throws IOException {
        try (HybridLog log = HybridLog.open(Environments.of(seam.posix()), path, options(layout, mode))) {
            live(log, SEGMENTS);
            if (layout == Layout.SINGLE_FILE) {
                assertThat(Files.size(path)).as("slots were used again").isLessThan(SEGMENTS * (long) MIB / 2);
            }
            return log.lastSequence();
        }
    }

    private void assertRecovers(Layout layout) throws IOException {
        long durable = acknowledged;
        Path image = newImage();
        LogImage.copy(path, image);
        assertHolds(image, layout, discarded, discarding, durable);
        LogImage.delete(image);
    }

    /** What a recovery has found; each later one has to find the same. */
    private record Truth(long first, long last) {}

    @ParameterizedTest
    @MethodSource("everywhere")
    void aRecoveryMayBeKilledAtAnyMomentAndSoMayTheNextOne(Layout layout, RangeMode mode) throws Exception {
        List<Path> images = new ArrayList<>();
        List<Long> durable = new ArrayList<>();
        MutationSeam seam = new MutationSeam(path, (count, call) -> {
            boolean isChosen = random.nextInt(15) == 0 || (images.isEmpty() && count > 50);
            if (count > 0 && isChosen && images.size() < Sampling.of(6)) {
                images.add(newImage());
                durable.add(acknowledged);
                LogImage.copy(path, images.get(images.size() - 1));
            }
        });
        run(layout, mode, seam);
        assertThat(seam.count()).isPositive();
        int moments = 0;
        int torn = 0;
        for (int i = 0; i < images.size(); i++) {
            torn += tear(LogImage.of(images.get(i)), durable.get(i)) ? 1 : 0;
            moments += assertRecoversAtAnyDepth(layout, images.get(i), durable.get(i));
        }
        System.out.println(layout + " " + mode + ": " + moments + " recoveries killed, of " + images.size() + " logs, "
                + torn + " of them torn");
        assertThat(moments).isPositive();
    }

    /**
     * Damages a record that was not acknowledged, if there is one that no later one proves to be durable: a file forces by
     * itself, too, before its ring runs full.
     */
    private boolean tear(LogImage image, long durable) throws IOException {
        List<Long> offsets = new ArrayList<>();
        List<LogImage.Found> segments = new ArrayList<>();
        Map<Long, Long> proven = new TreeMap<>();
        for (LogImage.Found segment : image.segments()) {
            long number = segment.header().segmentNumber();
            try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), segment.place())) {
                SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, new ScanListener() {
                    @Override
                    public void onRecord(RecordCursor record) {
                        proven.merge(number, record.durableOffset(), Math::max);
                        if (record.kind() == RecordKind.DATA && record.sequence() > durable) {
                            offsets.add(record.offset());
                            segments.add(segment);
                        }
                    }
                });
            }
        }
        long lastProven = proven.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(-1);
        int[] unproven = IntStream.range(0, offsets.size())
                .filter(i -> {
                    long number = segments.get(i).header().segmentNumber();
                    return number > lastProven || (number == lastProven && offsets.get(i) >= proven.get(number));
                })
                .toArray();
        if (unproven.length == 0) {
            return false;
        }
        int chosen = unproven[random.nextInt(unproven.length)];
        image.flip(segments.get(chosen).place(), offsets.get(chosen) + 5);
        return true;
    }

    private int assertRecoversAtAnyDepth(Layout layout, Path source, long durable) throws Exception {
        Path copy = newImage();
        LogImage.copy(source, copy);
        Truth truth;
        try (HybridLog log = HybridLog.open(copy, options(layout))) {
            truth = new Truth(log.firstSequence(), log.lastSequence());
            assertThat(truth.last).isGreaterThanOrEqualTo(durable);
            Records.verify(log, MOST_BYTES);
        }
        LogImage.delete(copy);
        return recover(layout, source, truth, 1);
    }

    /** How far the log is that goes on after a recovery. */
    private static final class Progress {
        private volatile long acknowledged;
        private volatile long begun;

        Progress(long recovered) {
            acknowledged = recovered;
            begun = recovered;
        }
    }

    /** Recovers it, and at each moment of that, or of deeper ones at some, what lies there then; how many that were. */
    private int recover(Layout layout, Path log, Truth truth, int depth) throws Exception {
        int[] deeper = {0};
        Progress progress = new Progress(truth.last);
        MutationSeam seam = new MutationSeam(log, (count, call) -> {
            if (depth > 1 && random.nextInt(4) > 0) {
                return;
            }
            long acknowledgedBefore = progress.acknowledged;
            Path image = newImage();
            LogImage.copy(log, image);
            if (depth < DEPTH && progress.begun == truth.last) {
                deeper[0] += 1 + recover(layout, image, truth, depth + 1);
            } else {
                assertHolds(layout, image, truth, acknowledgedBefore, progress.begun);
                deeper[0]++;
            }
            LogImage.delete(image);
        });
        try (HybridLog recovered = HybridLog.open(Environments.of(seam.posix()), log, options(layout))) {
            assertThat(recovered.firstSequence()).isEqualTo(truth.first);
            assertThat(recovered.lastSequence()).as("at depth %d", depth).isEqualTo(truth.last);
            for (int i = 0; i < 3; i++) {
                long sequence = truth.last + 1 + i;
                progress.begun = sequence;
                assertThat(recovered.append(replacement(sequence))).isEqualTo(sequence);
                progress.acknowledged = sequence;
            }
        }
        seam.count();
        assertHolds(layout, log, truth, truth.last + 3, truth.last + 3);
        return deeper[0];
    }

    /** As long as the record that was given up, so that whatever lay behind that one is in its place again. */
    private static ByteBuf replacement(long sequence) {
        return Records.ofLength(~sequence, Records.of(sequence, MOST_BYTES).readableBytes());
    }

    private static void assertHolds(Layout layout, Path path, Truth truth, long least, long most) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout));
                LogCursor cursor = log.cursor(log.firstSequence())) {
            assertThat(log.firstSequence()).isEqualTo(truth.first);
            assertThat(log.lastSequence()).isBetween(least, most);
            for (long sequence = truth.first; sequence <= log.lastSequence(); sequence++) {
                assertThat(cursor.next()).isTrue();
                ByteBuf appended = sequence <= truth.last ? Records.of(sequence, MOST_BYTES) : replacement(sequence);
                Records.assertIs(appended, cursor.payload(), sequence);
            }
        }
    }
}
