package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs of version 1 stay readable and writable as wholes, and what is written today has their shape. */
@Tag("no-disk")
class GoldenLogTest extends LogInMemory {
    private static final int DATA = 1;
    private static final int OPENING = 2;
    private static final int FOOTER = 3;
    private static final int CLOSING = 4;

    private List<GoldenLogs.Slot> segments;

    private void unpack(Layout layout) throws IOException {
        GoldenLogs.unpack(layout, path);
        segments = GoldenLogs.segments(path);
    }

    private static void verify(HybridLog log) throws IOException {
        assertThat(log.firstSequence()).isEqualTo(GoldenLogs.FIRST_SEQUENCE);
        LongFunction<ByteBuf> expected = sequence ->
                sequence <= GoldenLogs.LAST_SEQUENCE ? GoldenLogs.record(sequence) : Records.of(sequence, 100);
        long sequence = log.firstSequence();
        try (LogCursor cursor = log.cursor(sequence)) {
            for (; cursor.next(); sequence++) {
                Records.assertIs(expected.apply(sequence), cursor.payload(), sequence);
            }
        }
        assertThat(sequence).isEqualTo(log.lastSequence() + 1);
    }

    @ParameterizedTest
    @EnumSource
    void anOldLogIsReadAsAWhole(Layout layout) throws IOException {
        unpack(layout);
        for (RecoveryScan scan : RecoveryScan.values()) {
            LogOptions options = SmallLogs.readOnly().recoveryScan(scan).build();
            try (HybridLog log = HybridLog.open(path, options)) {
                assertThat(log.layout()).isEqualTo(layout);
                assertThat(log.lastSequence()).isEqualTo(GoldenLogs.LAST_SEQUENCE);
                assertThat(log.durableSequence()).as("as the CLOSING says").isEqualTo(GoldenLogs.LAST_SEQUENCE);
                assertThat(log.segments()).hasSize(4);
                verify(log);
            }
        }
        assertThat(Verification.run(path, bytes -> {}).isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anOldLogGoesOn(Layout layout) throws IOException {
        unpack(layout);
        LogOptions options = SmallLogs.options(layout).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, 5, 100, Durability.each());
            log.sealTail();
            Records.append(log, 5, 100, Durability.each());
        }
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.lastSequence()).isEqualTo(GoldenLogs.LAST_SEQUENCE + 10);
            verify(log);
        }
        assertThat(GoldenLogs.segments(path).get(0).bytes())
                .as("what was sealed stays as it was")
                .isEqualTo(segments.get(0).bytes());
    }

    @ParameterizedTest
    @EnumSource
    void theSameLogHasTheSameShapeToday(Layout layout) throws IOException {
        unpack(layout);
        List<String> old = GoldenLogs.shape(path);
        LogImage.delete(path);
        GoldenLogs.write(path, layout);
        assertThat(GoldenLogs.shape(path)).isEqualTo(old);
    }

    @ParameterizedTest
    @EnumSource
    void itHasEachKindOfRecordWhereTheSpecificationSays(Layout layout) throws IOException {
        unpack(layout);
        assertThat(segments).extracting(GoldenLogs.Slot::number).containsExactly(1L, 2L, 3L, 4L);
        assertThat(kinds(segments.get(0))).startsWith(DATA).endsWith(FOOTER).hasSize(11);
        assertThat(kinds(segments.get(1)))
                .startsWith(DATA)
                .containsSequence(DATA, CLOSING, OPENING, DATA)
                .endsWith(FOOTER)
                .hasSize(23);
        assertThat(kinds(segments.get(3))).startsWith(DATA).endsWith(CLOSING).hasSize(6);
    }

    private static List<Integer> kinds(GoldenLogs.Slot segment) {
        return GoldenLogs.records(segment).stream()
                .map(at -> segment.bytes().getInt(at) >>> 28)
                .toList();
    }

    @Test
    void aSlotOfTheSingleFileWasUsedAgain() throws IOException {
        unpack(Layout.SINGLE_FILE);
        assertThat(segments).anySatisfy(segment -> {
            assertThat(segment.index()).isZero();
            assertThat(segment.number()).isPositive();
        });
    }

    @Test
    void theFilesOfTheDirectoryAreNamedAsTheSpecificationSays() throws IOException {
        unpack(Layout.DIRECTORY);
        assertThat(segments)
                .extracting(GoldenLogs.Slot::file)
                .startsWith("0000000000000000001.segment")
                .endsWith("0000000000000000004.segment");
        assertThat(path.resolve("lock")).isEmptyFile();
    }
}
