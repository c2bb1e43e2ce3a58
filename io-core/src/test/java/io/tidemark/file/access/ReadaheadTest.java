package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Residency.Method;
import io.tidemark.nativeio.testing.FaultyPosix.Call;
import io.tidemark.nativeio.testing.NativeRig;
import io.tidemark.nativeio.testing.Needs;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which bytes the kernel is asked to read before somebody wants them; the calls are real, and recorded. */
@Tag("no-dax")
class ReadaheadTest {
    private static final int READ = 16 << 10;
    private static final long SEAL = 6 << 20;
    private static final long SIZE = 8 << 20;
    private static final long LARGEST_LEAD = 3 << 19;
    private static final long LEAD_BETWEEN_FORCES = 3 << 17;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    private NativeFile file;
    private Readahead readahead;

    private record Range(long start, long end) {}

    @BeforeEach
    void writeAndDrop() throws IOException {
        file = rig.open("a", OpenRequest.createNew());
        Needs.disk(file);
        file.writeZeros(0, SIZE);
        file.force();
        file.advise(0, 0, Advice.RANDOM);
        readahead = new Readahead(file);
        readahead.sealedTo(SEAL);
        PageCache.drop(file, 0, SIZE);
        rig.faults().startTrace();
    }

    @Test
    void aSequenceIsAskedForOnceInFrontOfItAndNeverAboveTheSeal() {
        long asked = 0;
        int largest = 0;
        for (long at = 0; at < SEAL; at += READ) {
            readahead.before(at, READ);
            for (Range range : asked()) {
                assertThat(range.start()).as("goes on where the last one ended").isEqualTo(asked);
                asked = range.end();
                largest = Math.max(largest, (int) (range.end() - range.start()));
            }
            rig.faults().startTrace();
            assertThat(asked).isBetween(Math.min(at + READ, SEAL), Math.min(at + READ + LARGEST_LEAD, SEAL));
        }
        assertThat(asked).isEqualTo(SEAL);
        assertThat(largest)
                .as("the device's window, in which the kernel takes it")
                .isEqualTo(128 << 10);
    }

    /** A buffer of a scan ends within a record, and the next one begins with it. */
    @Test
    void readsThatBeginWithTheEndOfTheLastAreASequence() {
        int length = 64 << 10;
        long asked = 0;
        for (long at = 0; at + length < SEAL; at += length - 1000) {
            readahead.before(at, length);
            for (Range range : asked()) {
                assertThat(range.start()).as("goes on where the last one ended").isEqualTo(asked);
                asked = range.end();
            }
            rig.faults().startTrace();
            assertThat(asked).isBetween(at + length, Math.min(at + length + LARGEST_LEAD, SEAL));
        }
        assertThat(asked).isEqualTo(SEAL);
    }

    @Test
    void whoReadsTheSameAgainDoesNotGoOn() {
        int length = 64 << 10;
        readahead.before(SEAL / 2, length);
        assertThat(readahead.before(SEAL / 2, length)).isFalse();
        assertThat(readahead.before(SEAL / 2, length - 1)).isFalse();
        assertThat(rig.faults().trace()).isEmpty();
    }

    @Test
    void whileForcesAreExpectedTheDeviceIsGivenLittleAtATime() throws IOException {
        AtomicLong now = new AtomicLong();
        DeviceForces forces = new DeviceForces(0, now::get);
        readahead = new Readahead(file, forces);
        readahead.sealedTo(SEAL);
        forces.begin();
        forces.end();
        assertThat(largestLead(0, SEAL / 2)).isBetween(1L, LEAD_BETWEEN_FORCES);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(largestLead(SEAL / 2, SEAL)).isBetween(LEAD_BETWEEN_FORCES + 1, LARGEST_LEAD);
    }

    /** How far a sequence of reads was led by what was asked for. */
    private long largestLead(long from, long to) {
        long largest = 0;
        for (long at = from; at < to; at += READ) {
            readahead.before(at, READ);
            for (Range range : asked()) {
                largest = Math.max(largest, range.end() - (at + READ));
            }
            rig.faults().startTrace();
        }
        return largest;
    }

    @Test
    void ofAVeryLongReadNoMoreIsAskedForThanTheLargestWindowAndTheNext() {
        readahead.before(0, 2 << 20);

        List<Range> ranges = asked();
        assertThat(ranges.get(0).start()).isZero();
        assertThat(ranges.get(ranges.size() - 1).end()).isBetween(1L << 20, 3L << 19);
    }

    @Test
    void whatIsCachedIsNotAskedFor() throws Exception {
        Reclaim.allowFor(() -> {
            PageCache.warm(file, 0, SEAL);
            assumeTrue(PageCache.residency(file, 0, SEAL).method() == Method.CACHESTAT, "this kernel has no cachestat");
            rig.faults().startTrace();
            for (long at = 0; at < SEAL; at += READ) {
                readahead.before(at, READ);
            }
            assertThat(rig.faults().tracedNames()).contains("cachestat");
            assertThat(asked()).isEmpty();
        });
    }

    @Test
    void readsInNoOrderAreLeftAlone() {
        for (long at = SEAL - READ; at > 0; at -= 4 * READ) {
            readahead.before(at, READ);
            readahead.beforeFaults(at - READ, READ, this::isCached);
        }
        assertThat(rig.faults().trace()).isEmpty();
    }

    @Test
    void whoGoesOnOnceMayDoSoByChance() {
        for (long at = SEAL / 2; at > READ; at -= 4 * READ) {
            assertThat(readahead.before(at, READ)).isFalse();
            assertThat(readahead.before(at + READ, READ)).isFalse();
        }
        assertThat(rig.faults().trace()).isEmpty();
    }

    @Test
    void whoGoesOnTwiceIsSequentialAlsoAcrossSmallGaps() {
        long start = SEAL / 2;
        assertThat(readahead.before(start, READ)).isFalse();
        assertThat(readahead.before(start + READ, READ)).isFalse();
        assertThat(readahead.before(start + 3 * READ, READ)).isTrue();
        assertThat(asked().get(0).start()).isEqualTo(start + 3 * READ);
    }

    @Test
    void aLongReadThatGoesOnIsSequentialAtOnce() {
        long start = SEAL / 2;
        assertThat(readahead.before(start, READ)).isFalse();
        assertThat(readahead.before(start + READ, 64 << 10)).isTrue();
        assertThat(asked().get(0).start()).isEqualTo(start + READ);
    }

    @Test
    void aLongReadThroughAMappingIsAskedForAsAWhole() {
        readahead.beforeFaults(SEAL - (192 << 10), 256 << 10, this::isCached);

        assertThat(asked())
                .containsExactly(new Range(SEAL - (192 << 10), SEAL - (64 << 10)), new Range(SEAL - (64 << 10), SEAL));
    }

    /** What the kernel was asked to read since the trace began. */
    private List<Range> asked() {
        List<Range> ranges = new ArrayList<>();
        for (Call call : rig.faults().trace()) {
            if (call.name().equals("readahead")) {
                long start = (long) call.arguments().get(1);
                ranges.add(new Range(start, start + (long) call.arguments().get(2)));
            }
        }
        return ranges;
    }

    private boolean isCached(long offset, long length) throws IOException {
        return PageCache.isKnownToHold(file, offset, length);
    }
}
