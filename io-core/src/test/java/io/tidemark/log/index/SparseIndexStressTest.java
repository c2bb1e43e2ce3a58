package io.tidemark.log.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.format.SegmentSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread adds, others look up: each sees whole entries only, and never fewer than before. */
@Tag("no-disk")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SparseIndexStressTest {
    private static final long SEGMENT = 1 << 30;
    private static final int STEP = SegmentSummary.INTERVAL_BYTES;
    private static final int READERS = 3;

    @Test
    void readersSeeWholeEntriesWhileTheIndexGrows() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(READERS);
        try {
            for (int round = 0; round < 20; round++) {
                SparseIndex index = new SparseIndex(1, SEGMENT);
                List<Future<Long>> readers = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    readers.add(pool.submit(() -> read(index)));
                }
                for (long offset = 128; offset < SEGMENT; offset += STEP) {
                    index.add(offset, 3 * offset);
                }
                long during = 0;
                for (Future<Long> reader : readers) {
                    during += reader.get();
                }
                assertThat(index.entryCount()).isEqualTo(SegmentSummary.maxEntryCount(SEGMENT));
                assertThat(during).as("look-ups, round %d", round).isPositive();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static long read(SparseIndex index) {
        long lookUps = 0;
        int seen = 0;
        do {
            int count = index.entryCount();
            assertThat(count).isGreaterThanOrEqualTo(seen);
            seen = count;
            int last = index.entryBySequence(Long.MAX_VALUE);
            if (last >= 0) {
                long offset = 128 + (long) last * STEP;
                if (index.offset(last) != offset
                        || index.sequence(last) != last + 1
                        || index.timestampMicros(last) != 3 * offset
                        || index.entryByTime(3 * offset) != Math.max(0, last - 1)) {
                    throw new AssertionError("entry " + last + " is not whole");
                }
                lookUps++;
            }
        } while (seen < SegmentSummary.maxEntryCount(SEGMENT));
        return lookUps;
    }
}
