package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** What a salvage has made. */
final class RescuedLog {
    private RescuedLog() {}

    /** What a salvage tells that knows of all that was lost. */
    static Salvage of(long records, long firstSequence, Salvage.Gap... lost) {
        return new Salvage(records, firstSequence, List.of(lost), List.of());
    }

    /** Fails unless of so many records these are lost, and told to be, and all others are in the new log. */
    static void assertAllBut(SortedSet<Long> lost, long count, int mostBytes, Salvage salvage, Path rescued)
            throws IOException {
        List<Long> told = new ArrayList<>();
        for (Salvage.Gap gap : salvage.lost()) {
            for (long sequence = gap.fromSequence(); sequence < gap.toSequence(); sequence++) {
                told.add(sequence);
            }
        }
        assertThat(told).as("records told to be lost").containsExactlyElementsOf(lost);
        assertThat(salvage.records()).isEqualTo(count - lost.size());
        try (HybridLog log = HybridLog.open(rescued, SmallLogs.readOnly().build());
                LogCursor cursor = log.cursor(0)) {
            for (long old = 0; old < count; old++) {
                if (!lost.contains(old)) {
                    assertThat(cursor.next()).isTrue();
                    Records.assertIs(Records.of(old, mostBytes), cursor.payload(), old);
                }
            }
            assertThat(cursor.next()).isFalse();
        }
    }
}
