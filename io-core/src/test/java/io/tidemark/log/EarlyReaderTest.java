package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.OpenMode;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that is open for reading before its first segment was begun, whose writer says how large segments are. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class EarlyReaderTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 120_000;

    private void createFile(long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private HybridLog openReader() throws IOException {
        LogOptions options = LogOptions.builder().openMode(OpenMode.READ_ONLY).build();
        return HybridLog.open(Environments.of(seam), path, options);
    }

    private HybridLog openWriter(long segmentBytes) throws IOException {
        LogOptions options =
                SmallLogs.options(Layout.SINGLE_FILE).segmentBytes(segmentBytes).build();
        return HybridLog.open(path, options);
    }

    private static void fill(HybridLog writer, int segments) throws IOException {
        while (writer.segments().size() < segments) {
            Records.append(writer, 5, MOST_BYTES, Durability.onDemand());
        }
        writer.force();
    }

    private static void assertFollows(LogCursor cursor, HybridLog writer) throws Exception {
        while (cursor.nextSequence() <= writer.lastSequence()) {
            long sequence = cursor.nextSequence();
            assertThat(cursor.next(Duration.ofSeconds(5)))
                    .as("record %d", sequence)
                    .isTrue();
            assertThat(cursor.sequence()).isEqualTo(sequence);
            assertThat(cursor.payload()).isEqualTo(Records.of(sequence, MOST_BYTES));
        }
        assertThat(cursor.next()).isFalse();
    }

    private void assertFollowsFromTheBegin(long segmentBytes) throws Exception {
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            assertThat(cursor.next()).isFalse();
            try (HybridLog writer = openWriter(segmentBytes)) {
                fill(writer, 2);
                assertFollows(cursor, writer);
                fill(writer, 5);
                assertFollows(cursor, writer);
                Records.verify(reader, MOST_BYTES);
                assertThat(reader.segments()).hasSize(5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsAnEmptyLogFollowsItsWriterThroughAllSegments(Layout layout) throws Exception {
        if (layout == Layout.DIRECTORY) {
            Files.createDirectory(path);
        } else {
            Files.createFile(path);
        }
        assertFollowsFromTheBegin(2 * MIB);
    }

    /** As a writer leaves it that dies before it has written the first header. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void whoReadsAFileOfZerosFollowsItsWriterThroughAllSegments(int mebibytes) throws Exception {
        createFile((long) mebibytes * MIB);
        assertFollowsFromTheBegin(MIB);
    }

    @Test
    void whoComesBackWhenTheFirstSlotsAreEmptyAgainFindsTheOthers() throws Exception {
        createFile(0);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0);
                HybridLog writer = openWriter(MIB)) {
            fill(writer, 70);
            writer.discardBefore(writer.lastSequence() + 1);
            assertThat(writer.segments().get(0).offset()).isGreaterThan(65L * MIB);
            assertThatThrownBy(() -> cursor.next(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            SequenceOutOfRangeException.class,
                            e -> assertThat(e.firstSequence()).isEqualTo(writer.firstSequence()));
            try (LogCursor later = reader.cursor(reader.firstSequence())) {
                fill(writer, 4);
                assertFollows(later, writer);
            }
        }
    }

    /** These are two stores, which a reader may come between. */
    @Test
    void whoComesBetweenTheFirstHeaderAndTheFirstRecordFollows() throws Exception {
        try (HybridLog writer = openWriter(MIB)) {
            Records.append(writer, 5, 100, Durability.each());
        }
        byte[] whole = Files.readAllBytes(path);
        byte[] begun = Arrays.copyOf(Arrays.copyOf(whole, SegmentHeader.BYTES), whole.length);
        Files.write(path, begun);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            assertThat(cursor.next()).isFalse();
            Files.write(path, whole, StandardOpenOption.WRITE);
            for (int i = 0; i < 5; i++) {
                assertThat(cursor.next()).as("record %d", i).isTrue();
            }
        }
    }

    @Test
    void aLargeFileIsNotSearchedAsAWholeEachTime() throws Exception {
        createFile(400L * MIB);
        try (HybridLog reader = openReader();
                LogCursor cursor = reader.cursor(0)) {
            for (int look = 0; look < 20; look++) {
                int before = seam.count("open");
                assertThat(cursor.next()).isFalse();
                assertThat(seam.count("open") - before).as("headers read").isBetween(1, 100);
            }
        }
    }
}
