package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.GoldenSegments;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.recovery.ScanResult.Sealed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that were durable and are no longer what was written: a typed result with the offset, never a shorter log. */
@Tag("no-disk")
class DamageTest {
    private final SegmentHeader header = SegmentImage.header();

    /** Which bytes are padding, and where each record begins. */
    private static List<Long> starts(byte[] bytes, SegmentHeader header, boolean[] padding) {
        List<Long> starts = new ArrayList<>();
        SegmentImage.scan(bytes, header, 0, new ScanListener() {
            @Override
            public void onRecord(RecordCursor record) {
                starts.add(record.offset());
                Arrays.fill(padding, (int) record.payloadEnd(), (int) record.nextOffset(), true);
            }
        });
        return starts;
    }

    private static long startOf(List<Long> starts, int at) {
        return starts.stream().filter(start -> start <= at).max(Long::compare).orElseThrow();
    }

    private SegmentImage twoIncarnations() {
        SegmentImage image = new SegmentImage(header);
        image.append(5).append(64).force().append(0).append(33);
        return image.reopen().append(17).append(40);
    }

    @Test
    void everyFlippedBitOfASealedSegmentIsDamageAtItsRecord() {
        byte[] bytes = twoIncarnations().seal().bytes();
        boolean[] padding = new boolean[bytes.length];
        List<Long> starts = starts(bytes, header, padding);
        int harmless = 0;
        for (int bit = 8 * SegmentHeader.BYTES; bit < 8 * bytes.length; bit++) {
            int at = bit / 8;
            bytes[at] ^= (byte) (1 << bit % 8);
            ScanResult result = SegmentImage.scan(bytes, header, bytes.length, ScanListener.NONE);
            bytes[at] ^= (byte) (1 << bit % 8);
            if (padding[at]) {
                harmless++;
                assertThat(result).isInstanceOf(Sealed.class);
                continue;
            }
            assertThat(result)
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            Damage.class, damage -> assertThat(damage.offset()).isEqualTo(startOf(starts, at)));
        }
        assertThat(harmless).isEqualTo(8 * (3 + 7 + 7));
    }

    @Test
    void everyFlippedBitOfALiveTailIsDamageBelowTheWatermarkAndTheEndAboveIt() {
        SegmentImage image = twoIncarnations().force();
        long watermark = image.offset();
        byte[] bytes = image.append(24).append(50).bytes(4096);
        boolean[] padding = new boolean[bytes.length];
        List<Long> starts = starts(bytes, header, padding);
        int damaged = 0;
        int torn = 0;
        for (int bit = 8 * SegmentHeader.BYTES; bit < 8 * image.end(); bit++) {
            int at = bit / 8;
            if (padding[at]) {
                continue;
            }
            bytes[at] ^= (byte) (1 << bit % 8);
            ScanResult result = SegmentImage.scan(bytes, header);
            bytes[at] ^= (byte) (1 << bit % 8);
            long start = startOf(starts, at);
            if (start < watermark) {
                damaged++;
                assertThat(result).as("bit %d", bit).isInstanceOfSatisfying(Damage.class, damage -> {
                    assertThat(damage.offset()).isEqualTo(start);
                    assertThat(damage.evidence()).isEqualTo(Evidence.LATER_RECORD);
                    assertThat(damage.evidenceOffset()).isGreaterThan(start);
                });
            } else {
                torn++;
                assertThat(result)
                        .as("bit %d", bit)
                        .isInstanceOfSatisfying(
                                End.class, end -> assertThat(end.offset()).isEqualTo(start));
            }
        }
        assertThat(damaged).isGreaterThan(3000);
        assertThat(torn).isGreaterThan(800);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 512, 4096})
    void everyBlockThatIsZeroedMovedOrSwappedIsDamage(int block) {
        byte[] golden = GoldenSegments.load(GoldenSegments.SEALED);
        int first = Math.max(SegmentHeader.BYTES, block);
        int changed = 0;
        for (int at = first; at + block <= golden.length; at += block) {
            byte[] zeroed = golden.clone();
            Arrays.fill(zeroed, at, at + block, (byte) 0);
            changed += assertDamaged(golden, zeroed);
            for (int from = first; from + block <= golden.length; from += Math.max(block, 512)) {
                byte[] moved = golden.clone();
                System.arraycopy(golden, from, moved, at, block);
                changed += assertDamaged(golden, moved);
                System.arraycopy(golden, at, moved, from, block);
                changed += assertDamaged(golden, moved);
            }
        }
        assertThat(changed).isGreaterThan(10);
    }

    @Test
    void aRecordThatMovedAsAWholeIsDamage() {
        SegmentImage image = new SegmentImage(header);
        byte[] bytes = image.append(new byte[64], 1)
                .append(new byte[64], 1)
                .append(new byte[64], 1)
                .seal()
                .bytes();
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, 128, swapped, 224, 96);
        System.arraycopy(bytes, 224, swapped, 128, 96);
        assertThat(assertDamaged(bytes, swapped)).isEqualTo(1);
    }

    /** A lost write leaves an older version, intact in itself: of an earlier incarnation, segment or moment. */
    @ParameterizedTest
    @ValueSource(ints = {64, 512, 4096})
    void everyBlockThatWasRolledBackIsDamage(int block) {
        SegmentImage image = new SegmentImage(header);
        image.append(700).force();
        int end = image.end();
        for (int i = 0; i < 12; i++) {
            image.append(700);
        }
        byte[] old = image.bytes();
        old[end + 100] ^= 1; // torn, so the next incarnation begins here
        SegmentImage next = new SegmentImage(header).restore(old);
        next.index().add(SegmentHeader.BYTES, SegmentImage.FIRST_TIMESTAMP);
        next.seek(end).reopen(4);
        for (int i = 0; i < 12; i++) {
            next.append(700 - (i == 0 ? 32 : 0)); // the records of both lie at the same offsets
        }
        byte[] now = next.seal().bytes();
        SegmentHeader earlierSegment = new SegmentHeader(header.logId(), 6, 1000, 4, 0, 1 << 20, header.previous());
        SegmentImage other = new SegmentImage(earlierSegment);
        for (int i = 0; i < 13; i++) {
            other.append(700);
        }
        int changed = 0;
        for (byte[] before : new byte[][] {old, other.bytes(), new byte[now.length]}) {
            for (int at = block; at + block <= Math.min(before.length, now.length); at += block) {
                byte[] rolledBack = now.clone();
                System.arraycopy(before, at, rolledBack, at, block);
                changed += assertDamaged(now, rolledBack);
            }
        }
        assertThat(changed).isGreaterThan(2);
    }

    @Test
    void zerosInTheMiddleAreNotTheEnd() {
        SegmentImage image = new SegmentImage(header);
        image.append(10).append(2000).append(10).force().append(10);
        byte[] bytes = image.bytes();
        Arrays.fill(bytes, 176, 176 + 2032, (byte) 0);
        assertThat(SegmentImage.scan(bytes, header))
                .isInstanceOfSatisfying(
                        Damage.class, damage -> assertThat(damage.offset()).isEqualTo(176));
    }

    /** 1 if something changed and was noticed, 0 if the bytes that matter are the same. */
    private int assertDamaged(byte[] original, byte[] changed) {
        boolean[] padding = new boolean[original.length];
        starts(original, header, padding);
        for (int at = SegmentHeader.BYTES; at < original.length; at++) {
            if (original[at] != changed[at] && !padding[at]) {
                assertThat(SegmentImage.scan(changed, header, original.length, ScanListener.NONE))
                        .as("first change at %d", at)
                        .isInstanceOfSatisfying(
                                Damage.class,
                                damage -> assertThat(damage.offset()).isLessThanOrEqualTo(damage.evidenceOffset()));
                return 1;
            }
        }
        return 0;
    }
}
