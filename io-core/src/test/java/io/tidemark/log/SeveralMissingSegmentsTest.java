package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments are missing, and others have lost their header: each file is named by the one that it held, however many there are. */
@Tag("no-disk")
class SeveralMissingSegmentsTest extends LogInMemory {
    private static final int MOST_BYTES = 3_000;
    private static final int BLOCK_BYTES = 4096;

    /** So many records are in each segment. */
    private static final int EACH = 20;

    private final TreeSet<Long> lost = new TreeSet<>();

    private List<LogImage.Found> write(int segments) throws IOException {
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.DIRECTORY).build())) {
            for (int segment = 1; segment < segments; segment++) {
                Records.append(log, EACH, MOST_BYTES, Durability.onDemand());
                log.sealTail();
            }
            Records.append(log, EACH, MOST_BYTES, Durability.onDemand());
        }
        List<LogImage.Found> found = LogImage.of(path).segments();
        assertThat(found).hasSize(segments);
        return found;
    }

    private void delete(LogImage.Found segment) throws IOException {
        RecordAt.of(segment).forEach(record -> lost.add(record.sequence()));
        Files.delete(segment.place().path());
    }

    private void lose(LogImage.Found segment, int bytes, byte by) throws IOException {
        RecordAt.of(segment).stream()
                .filter(record -> record.touches(0, bytes))
                .forEach(record -> lost.add(record.sequence()));
        byte[] instead = new byte[bytes];
        Arrays.fill(instead, by);
        LogImage.of(path).write(segment.place(), 0, instead);
    }

    private void assertOnlyTheseAreLost(int segments) throws IOException {
        Path rescued = place.directory().resolve("rescued");
        Salvage salvage =
                Salvage.run(path, rescued, SmallLogs.options(Layout.DIRECTORY).build(), bytes -> {});
        assertThat(salvage.doubts()).isEmpty();
        RescuedLog.assertAllBut(lost, (long) segments * EACH, MOST_BYTES, salvage, rescued);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 0x5a})
    void aFileIsTheSegmentOfItsNameHoweverManyAreGoneInFrontOfIt(byte instead) throws IOException {
        List<LogImage.Found> segments = write(24);
        for (int gone = 1; gone < 16; gone += 2) {
            delete(segments.get(gone));
        }
        lose(segments.get(20), BLOCK_BYTES, instead);

        assertOnlyTheseAreLost(24);
    }

    @Test
    void aFileBetweenTwoThatAreGoneIsTheSegmentOfItsName() throws IOException {
        List<LogImage.Found> segments = write(10);
        delete(segments.get(3));
        lose(segments.get(4), SegmentHeader.BYTES, (byte) 0x5a);
        delete(segments.get(5));

        assertOnlyTheseAreLost(10);
    }

    /** As where files were brought back from lost+found. */
    @Test
    void aFileWithAnotherNameIsLookedThroughForAnyThatIsMissing() throws IOException {
        List<LogImage.Found> segments = write(6);
        lose(segments.get(3), SegmentHeader.BYTES, (byte) 0x5a);
        Files.move(segments.get(3).place().path(), path.resolve("0000000000000000009.segment"));

        assertOnlyTheseAreLost(6);
    }
}
