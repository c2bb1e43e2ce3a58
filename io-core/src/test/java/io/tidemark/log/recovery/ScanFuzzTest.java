package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tidemark.log.GoldenSegments;
import io.tidemark.log.ReferenceFormat;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Sealed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hostile bytes, half of them with checksums made to fit: a result, soon, and never an exception or a big buffer. */
@Tag("no-disk")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ScanFuzzTest {
    private static final int ROUNDS = 4000;

    private final SegmentHeader header = SegmentImage.header();
    private final long seed = Long.getLong("tidemark.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void anyBytesGiveAResultThatIsTrueToThem() {
        byte[] golden = GoldenSegments.load(GoldenSegments.SEALED);
        List<Integer> starts = starts(golden);
        int[] results = new int[3];
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(golden, starts, round % 2 == 0);
            try {
                ScanResult result = SegmentImage.scan(bytes, header);
                results[check(bytes, result)]++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
        System.out.println(
                "seed " + seed + ": " + results[0] + " ends, " + results[1] + " sealed, " + results[2] + " damaged");
        assertThat(results[0]).isGreaterThan(ROUNDS / 50);
        assertThat(results[1]).isGreaterThan(ROUNDS / 50);
        assertThat(results[2]).isGreaterThan(ROUNDS / 8);
    }

    private int check(byte[] bytes, ScanResult result) {
        if (result instanceof End end) {
            assertThat(end.offset()).isBetween((long) SegmentHeader.BYTES, (long) bytes.length);
            assertThat(end.index().nextSequence()).isGreaterThanOrEqualTo(1000);
            return 0;
        }
        if (result instanceof Sealed sealed) {
            assertThat(sealed.endOffset()).isBetween(sealed.footer().offset(), (long) bytes.length);
            return 1;
        }
        Damage damage = (Damage) result;
        assertThat(damage.offset()).isLessThanOrEqualTo(damage.evidenceOffset());
        return 2;
    }

    /** A few fields of a few records, then perhaps checksums that fit. */
    private byte[] mutated(byte[] golden, List<Integer> starts, boolean fitting) {
        byte[] bytes = golden.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            int start = starts.get(random.nextInt(starts.size()));
            int at = start + 4 * random.nextInt(random.nextBoolean() ? 8 : 20);
            if (at + 8 > bytes.length) {
                continue;
            }
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> buffer.putInt(at, random.nextInt());
                case 2 -> buffer.putLong(at, interesting(bytes.length - start));
                case 3 -> buffer.putInt(start, (1 + random.nextInt(3)) << 28 | random.nextInt(4 * bytes.length));
                default -> buffer.putInt(start, (1 + random.nextInt(3)) << 28 | (bytes.length - start - 32));
            }
            int length = buffer.getInt(start) & 0x0fff_ffff;
            if (fitting && length <= bytes.length - start - 32) {
                ReferenceFormat.fit(bytes, start);
            }
        }
        return bytes;
    }

    private long interesting(int length) {
        long[] values = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 32, 1L << 62, length, 1000, 8192};
        return values[random.nextInt(values.length)] + random.nextInt(3) - 1;
    }

    /** Every eighth byte begins a record that could be the proof, as long as possible, but for its checksum. */
    @Test
    void recordsThatAreOnlyForShowCostNoMoreThanAMultipleOfTheSegment() throws IOException {
        SegmentHeader big = SegmentImage.header(8 << 20);
        byte[] bytes = new SegmentImage(big).append(100).bytes(8 << 20);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 264 + 64; at < bytes.length - 64; at += 32) {
            buffer.putInt(at, 1 << 28 | (bytes.length - at - 32));
            buffer.putLong(at + 8, 1002).putInt(at + 24, 3).putInt(at + 28, 0);
        }
        long[] read = new long[1];
        SegmentReader reader = (offset, target, targetIndex, length) -> {
            read[0] += length;
            SegmentImage.reader(bytes).read(offset, target, targetIndex, length);
        };
        ScanResult result = SegmentScan.run(reader, big, bytes.length, 0, ScanListener.NONE);
        assertThat(result)
                .isInstanceOfSatisfying(
                        End.class, end -> assertThat(end.offset()).isEqualTo(264));
        assertThat(read[0]).as("bytes read").isBetween(2L * bytes.length, 8L * bytes.length);
    }

    @Test
    void aFooterThatPromisesTooMuchIsRefusedBeforeMemoryIsTakenForIt() {
        SegmentHeader big = SegmentImage.header(64 << 20);
        SegmentImage image = new SegmentImage(big);
        byte[] bytes = image.append(100).bytes(64 << 20);
        int at = image.end();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(at, 3 << 28 | (bytes.length - at - 32))
                .putLong(at + 8, 1001)
                .putInt(at + 24, 3);
        buffer.putInt(at + 32 + 44, (bytes.length - at - 80) / 16);
        ReferenceFormat.fit(bytes, at);
        SegmentImage.scan(bytes, big);
        if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(SegmentImage.scan(bytes, big)).isInstanceOf(Damage.class);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256 << 10);
        }
    }

    private List<Integer> starts(byte[] bytes) {
        List<Integer> starts = new ArrayList<>();
        SegmentImage.scan(bytes, header, 0, new ScanListener() {
            @Override
            public void onRecord(RecordCursor record) {
                starts.add((int) record.offset());
            }
        });
        return starts;
    }
}
