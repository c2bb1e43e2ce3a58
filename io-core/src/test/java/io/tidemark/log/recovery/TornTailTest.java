package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.ScanResult.End;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a crash leaves of appends that were not acknowledged: any part of them, over anything that was there before. */
@Tag("no-disk")
class TornTailTest {
    private final SegmentHeader header = SegmentImage.header();

    /** Units of the new bytes that the mask names, the old bytes elsewhere. */
    private static byte[] torn(byte[] before, byte[] after, int from, int unitBytes, int mask) {
        byte[] torn = before.clone();
        for (int unit = 0; from + unit * unitBytes < after.length; unit++) {
            if ((mask >>> unit & 1) != 0) {
                int at = from + unit * unitBytes;
                System.arraycopy(after, at, torn, at, Math.min(unitBytes, after.length - at));
            }
        }
        return torn;
    }

    private static End end(byte[] bytes, SegmentHeader header) {
        ScanResult result = SegmentImage.scan(bytes, header);
        assertThat(result).isInstanceOf(End.class);
        return (End) result;
    }

    /** Rows of words, each persisted or not, over zeros, over another segment's remains, over an earlier attempt's. */
    @Test
    void anySubsetOfARecordsWordsIsTheWholeRecordOrNone() {
        SegmentImage image = new SegmentImage(header);
        image.append(100).append(40).force();
        int end = image.end();
        byte[] after = image.append(61).bytes(end + 96);
        SegmentHeader older = new SegmentHeader(header.logId(), 6, 1000, 3, 0, 1 << 20, header.previous());
        byte[] remains = new SegmentImage(older)
                .append(100)
                .append(40)
                .force()
                .append(61)
                .bytes(end + 96);
        int refused = 0;
        for (byte[] old : new byte[][] {new byte[after.length], remains}) {
            byte[] before = Arrays.copyOf(after, after.length);
            System.arraycopy(old, end, before, end, after.length - end);
            int differing = 0;
            for (int unit = 0; unit < 12; unit++) {
                boolean same = Arrays.equals(
                        before, end + 8 * unit, end + 8 * unit + 8, after, end + 8 * unit, end + 8 * unit + 8);
                differing |= same ? 0 : 1 << unit;
            }
            for (int mask = 0; mask < 1 << 12; mask++) {
                boolean whole = (mask & differing) == differing;
                End found = end(torn(before, after, end, 8, mask), header);
                assertThat(found.offset()).as("words %x", mask).isEqualTo(whole ? end + 96 : end);
                refused += whole ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(4000);
    }

    /** The partial last block is written again with every force; old and new begin with the same bytes. */
    @Test
    void aTornRewriteOfTheLastBlocksLosesNothingThatWasAcknowledged() {
        SegmentImage image = new SegmentImage(header);
        image.append(300).append(200).append(700).force();
        long acknowledged = image.offset();
        byte[] before = image.bytes(4096);
        for (int i = 0; i < 6; i++) {
            image.append(350);
        }
        byte[] after = image.bytes(4096);
        int torn = 0;
        for (int mask = 0; mask < 1 << 8; mask++) {
            End found = end(torn(before, after, 0, 512, mask), header);
            assertThat(found.offset()).as("sectors %x", mask).isBetween(acknowledged, image.offset());
            torn += found.offset() < image.offset() ? 1 : 0;
        }
        assertThat(torn).isGreaterThan(200);
    }

    /** 101 torn, 102 intact; the restart writes another 101 of the same length, and is interrupted as well. */
    @Test
    void whatAnEarlierLifeLeftBehindDoesNotComeBack() {
        SegmentImage image = new SegmentImage(header);
        image.append(100).force();
        int end = image.end();
        byte[] first = image.append(200).append(200).append(200).bytes();
        Arrays.fill(first, end + 100, end + 110, (byte) 0);
        assertThat(end(first, header).offset()).isEqualTo(end);

        SegmentImage second = new SegmentImage(header).restore(first);
        second.index().add(SegmentHeader.BYTES, SegmentImage.FIRST_TIMESTAMP);
        second.seek(end).reopen(4).append(200 - 32);
        byte[] restarted = second.bytes(first.length);
        assertThat(second.offset())
                .as("the old 102 is where a new one would be")
                .isEqualTo(end + 232);
        assertThat(Arrays.equals(restarted, end + 232, first.length, first, end + 232, first.length))
                .isTrue();
        End found = end(restarted, header);
        assertThat(found.offset()).isEqualTo(second.offset());
        assertThat(found.index().nextSequence()).isEqualTo(1002);

        byte[] tornAgain = restarted.clone();
        tornAgain[end + 100] ^= 1;
        assertThat(end(tornAgain, header).offset()).isEqualTo(end + 32);
    }

    /** The opening itself is torn: the next restart comes to the same end, as often as it is tried. */
    @Test
    void aCrashDuringRecoveryLeadsToTheSameEnd() {
        SegmentImage image = new SegmentImage(header);
        image.append(100).force();
        int end = image.end();
        byte[] crashed = image.append(200).append(80).bytes();
        crashed[end + 50] ^= 1;
        SegmentImage restart = new SegmentImage(header).restore(crashed);
        restart.index().add(SegmentHeader.BYTES, SegmentImage.FIRST_TIMESTAMP);
        byte[] opened = restart.seek(end).reopen(4).bytes(crashed.length);
        for (int depth = 0, left = 0; depth < 3; depth++, left = left << 1 | 1) {
            byte[] torn = torn(crashed, opened, end, 8, left);
            assertThat(end(torn, header).offset()).isEqualTo(end);
            crashed = torn;
        }
        assertThat(end(opened, header).offset()).isEqualTo(end + 32);
        assertThat(end(opened, header).incarnation()).isEqualTo(4);
    }

    /** Later parts of a batch that was never forced may be there although earlier ones are not. */
    @Test
    void aHoleInABatchThatWasNeverForcedIsATornTail() {
        SegmentImage image = new SegmentImage(header);
        image.append(100).force();
        int end = image.end();
        image.append(100).append(100).append(100);
        byte[] bytes = image.bytes(1 << 20);
        Arrays.fill(bytes, end, end + 136, (byte) 0);
        assertThat(end(bytes, header).offset()).isEqualTo(end);
    }

    @Test
    void theTailAfterATornOneIsWholeAtTheSecondRestart() {
        SegmentImage image = new SegmentImage(header);
        image.append(100).force();
        int end = image.end();
        byte[] crashed = image.append(5000).bytes(end + 3000);
        SegmentImage second = new SegmentImage(header).restore(crashed);
        second.index().add(SegmentHeader.BYTES, SegmentImage.FIRST_TIMESTAMP);
        second.seek(end).reopen(4).append(10).append(20).force();
        assertThat(end(second.bytes(1 << 20), header).index().nextSequence()).isEqualTo(1003);
        second.reopen(5).append(30).force();
        End found = end(second.bytes(1 << 20), header);
        assertThat(found.index().nextSequence()).isEqualTo(1004);
        assertThat(found.incarnation()).isEqualTo(5);
    }
}
