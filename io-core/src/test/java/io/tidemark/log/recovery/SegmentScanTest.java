package io.tidemark.log.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.GoldenSegments;
import io.tidemark.log.SegmentImage;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.recovery.ScanResult.Damage;
import io.tidemark.log.recovery.ScanResult.End;
import io.tidemark.log.recovery.ScanResult.Evidence;
import io.tidemark.log.recovery.ScanResult.Sealed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class SegmentScanTest {
    private static final int CHUNK = ReadWindow.CHUNK_BYTES;

    private final SegmentHeader header = SegmentImage.header();
    private final SegmentImage image = new SegmentImage(header);

    @Test
    void aSegmentWithoutRecordsEndsBehindItsHeader() {
        assertThat(SegmentImage.scan(image.bytes(), header)).isInstanceOfSatisfying(End.class, end -> {
            assertThat(end.offset()).isEqualTo(SegmentHeader.BYTES);
            assertThat(end.incarnation()).isEqualTo(3);
            assertThat(end.index().nextSequence()).isEqualTo(1000);
        });
        assertThat(SegmentImage.scan(image.bytes(1 << 20), header)).isInstanceOf(End.class);
        assertThat(SegmentImage.scan(image.seal().bytes(), header)).isInstanceOf(Sealed.class);
    }

    @Test
    void recordsAreReportedInOrderAndThenTheEnd() {
        image.append(10).append(20).reopen().append(30).force();
        List<String> heard = new ArrayList<>();
        ScanListener listener = new ScanListener() {
            @Override
            public void onRecord(RecordCursor record) {
                heard.add(record.kind() + " " + record.sequence() + " " + record.length());
            }
        };
        ScanResult result = SegmentImage.scan(image.bytes(1 << 20), header, 0, listener);
        assertThat(heard).containsExactly("DATA 1000 10", "DATA 1001 20", "OPENING 1002 0", "DATA 1002 30");
        assertThat(result).isInstanceOfSatisfying(End.class, end -> {
            assertThat(end.offset()).isEqualTo(image.offset());
            assertThat(end.incarnation()).isEqualTo(4);
        });
    }

    /** The next opening would have no number, and its records would be cut off at the one after it. */
    @Test
    void anOpeningThatNothingCanFollowIsNone() {
        image.append(10).reopen(Integer.MAX_VALUE - 1).append(20);
        long end = image.offset();
        image.reopen(Integer.MAX_VALUE);
        assertThat(SegmentImage.scan(image.bytes(1 << 20), header)).isInstanceOfSatisfying(End.class, found -> {
            assertThat(found.offset()).isEqualTo(end);
            assertThat(found.incarnation()).isEqualTo(Integer.MAX_VALUE - 1);
        });
    }

    @Test
    void headersAndPayloadsCrossChunksAtEveryPosition() {
        for (int shift = 0; shift <= 160; shift += 8) {
            SegmentImage crossing = new SegmentImage(header);
            crossing.append(CHUNK - SegmentHeader.BYTES - 32 - 120 + shift)
                    .append(64)
                    .append(64)
                    .append(2 * CHUNK);
            long end = crossing.append(64).force().append(1).offset();
            assertThat(SegmentImage.scan(crossing.bytes(), header))
                    .as("shift %d", shift)
                    .isInstanceOfSatisfying(
                            End.class, found -> assertThat(found.offset()).isEqualTo(end));
            assertThat(SegmentImage.scan(crossing.bytes(1 << 20), header))
                    .isInstanceOfSatisfying(
                            End.class, found -> assertThat(found.offset()).isEqualTo(end));
            byte[] damaged = crossing.seal().bytes();
            damaged[CHUNK - 100] ^= 1;
            assertThat(SegmentImage.scan(damaged, header)).as("shift %d", shift).isInstanceOf(Damage.class);
        }
    }

    @Test
    void evidenceIsFoundAcrossChunksAtEveryPosition() {
        for (int shift = 0; shift <= 160; shift += 8) {
            SegmentImage crossing = new SegmentImage(header);
            crossing.append(10)
                    .append(CHUNK - SegmentHeader.BYTES - 48 - 32 - 120 + shift)
                    .force();
            long proof = crossing.offset();
            byte[] damaged = crossing.append(64 + CHUNK).bytes(1 << 20);
            damaged[SegmentHeader.BYTES + 40] ^= 1;
            assertThat(SegmentImage.scan(damaged, header))
                    .as("shift %d", shift)
                    .isInstanceOfSatisfying(Damage.class, damage -> {
                        assertThat(damage.offset()).isEqualTo(SegmentHeader.BYTES);
                        assertThat(damage.sequence()).isEqualTo(1000);
                        assertThat(damage.found()).isEqualTo(Verdict.BAD_CHECKSUM);
                        assertThat(damage.evidence()).isEqualTo(Evidence.LATER_RECORD);
                        assertThat(damage.evidenceOffset()).isEqualTo(proof);
                    });
        }
    }

    @Test
    void eachByteIsReadOnceAndProgressRises() throws IOException {
        image.append(100).append(3 * CHUNK / 2).append(100).append(CHUNK).force();
        byte[] bytes = image.bytes();
        List<Long> progress = new ArrayList<>();
        long[] read = new long[1];
        SegmentReader reader = (offset, target, targetIndex, length) -> {
            read[0] += length;
            SegmentImage.reader(bytes).read(offset, target, targetIndex, length);
        };
        SegmentScan.run(reader, header, bytes.length, 0, new ScanListener() {
            @Override
            public void onProgress(long offset) {
                progress.add(offset);
            }
        });
        assertThat(read[0]).isEqualTo(bytes.length);
        assertThat(progress).containsExactly((long) CHUNK, 2L * CHUNK, (long) bytes.length);
    }

    @Test
    void aFailureOfAnyReadFailsTheScan() throws IOException {
        byte[] bytes = image.append(CHUNK).append(CHUNK).append(100).seal().bytes();
        int reads = 0;
        for (boolean fired = true; fired; reads++) {
            int failing = reads;
            int[] count = new int[1];
            SegmentReader reader = (offset, target, targetIndex, length) -> {
                if (count[0]++ == failing) {
                    throw new IOException("EIO, injected at " + offset);
                }
                SegmentImage.reader(bytes).read(offset, target, targetIndex, length);
            };
            try {
                ScanResult result = SegmentScan.run(reader, header, bytes.length, 0, ScanListener.NONE);
                fired = count[0] > failing;
                assertThat(fired).isFalse();
                assertThat(result).isInstanceOf(Sealed.class);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("injected");
            }
        }
        assertThat(reads).as("chunks, footer, one without a failure").isEqualTo(3 + 1 + 1);
    }

    @Test
    void aFailureOfTheSearchBehindATornTailFailsTheScan() {
        byte[] bytes = image.append(10).append(10).bytes(1 << 20);
        bytes[SegmentHeader.BYTES] ^= 1;
        SegmentReader reader = (offset, target, targetIndex, length) -> {
            if (offset >= 2 * CHUNK) {
                throw new IOException("EIO, injected at " + offset);
            }
            SegmentImage.reader(bytes).read(offset, target, targetIndex, length);
        };
        assertThatThrownBy(() -> SegmentScan.run(reader, header, bytes.length, 0, ScanListener.NONE))
                .hasMessageContaining("injected");
    }

    @Test
    void nothingBehindTheLimitIsRead() throws IOException {
        byte[] bytes = image.append(100).append(100).append(100).bytes();
        for (int limit = SegmentHeader.BYTES; limit <= bytes.length; limit++) {
            byte[] cut = Arrays.copyOf(bytes, limit);
            int whole = (limit - SegmentHeader.BYTES) / 136;
            ScanResult result = SegmentScan.run(SegmentImage.reader(cut), header, limit, 0, ScanListener.NONE);
            assertThat(result)
                    .isInstanceOfSatisfying(
                            End.class,
                            end -> assertThat(end.index().recordCount()).isEqualTo(whole));
        }
    }

    @Test
    void aLimitBehindTheSegmentCountsForNothing() throws IOException {
        SegmentImage full = new SegmentImage(header);
        full.append((1 << 20) - SegmentHeader.BYTES - 32);
        byte[] bytes = full.bytes();
        assertThat(bytes).hasSize(1 << 20);
        ScanResult result = SegmentScan.run(SegmentImage.reader(bytes), header, Long.MAX_VALUE, 0, ScanListener.NONE);
        assertThat(result)
                .isInstanceOfSatisfying(
                        End.class, end -> assertThat(end.offset()).isEqualTo(1 << 20));
    }

    @Test
    void whatIsKnownToHaveBeenDurableIsNeverCutOff() {
        byte[] bytes = image.append(100).append(100).bytes();
        long end = image.offset();
        assertThat(SegmentImage.scan(bytes, header, end, ScanListener.NONE)).isInstanceOf(End.class);
        for (byte[] worse : new byte[][] {Arrays.copyOf(bytes, bytes.length - 1), flipped(bytes, bytes.length - 9)}) {
            assertThat(SegmentImage.scan(worse, header)).isInstanceOf(End.class);
            assertThat(SegmentImage.scan(worse, header, end, ScanListener.NONE))
                    .isInstanceOfSatisfying(Damage.class, damage -> {
                        assertThat(damage.offset()).isEqualTo(SegmentHeader.BYTES + 136);
                        assertThat(damage.evidence()).isEqualTo(Evidence.KNOWN_DURABLE);
                    });
        }
        byte[] sealed = image.seal().bytes();
        assertThat(SegmentImage.scan(sealed, header, sealed.length, ScanListener.NONE))
                .isInstanceOf(Sealed.class);
        assertThat(SegmentImage.scan(sealed, header, sealed.length + 8, ScanListener.NONE))
                .isInstanceOf(Damage.class);
    }

    @Test
    void whatFollowsAFooterIsNotBelieved() {
        long end = image.append(100).seal().offset();
        byte[] bytes = image.force().append(100).bytes();
        assertThat(SegmentImage.scan(bytes, header))
                .isInstanceOfSatisfying(
                        Sealed.class, found -> assertThat(found.endOffset()).isEqualTo(end));
    }

    @Test
    void aFooterThatContradictsTheRecordsIsDamage() {
        byte[] bytes = image.append(100).seal().bytes();
        byte[] payload = Arrays.copyOfRange(bytes, bytes.length - 64, bytes.length);
        payload[24] ^= 1; // the last timestamp
        payload[32] |= 1; // the highest
        image.seek(SegmentHeader.BYTES + 136).put(RecordKind.FOOTER, 1001, 0, 0, payload);
        assertThat(SegmentImage.scan(image.bytes(), header)).isInstanceOfSatisfying(Damage.class, damage -> {
            assertThat(damage.found()).isEqualTo(Verdict.WRONG_FOOTER);
            assertThat(damage.evidence()).isEqualTo(Evidence.CONTRADICTION);
        });
    }

    @Test
    void aFooterIsFoundOnlyWhereItIs() throws IOException {
        byte[] bytes = GoldenSegments.load(GoldenSegments.SEALED);
        int length = 48 + 2 * 16;
        long offset = bytes.length - length - 32L;
        SegmentReader reader = SegmentImage.reader(Arrays.copyOf(bytes, 1 << 20));
        FooterPlace place = new FooterPlace(offset, length);
        assertThat(FooterReader.read(reader, header, place)).isPresent();
        for (FooterPlace wrong : List.of(
                FooterPlace.NONE,
                new FooterPlace(offset - 8, length),
                new FooterPlace(offset, length + 16),
                new FooterPlace(offset, Integer.MAX_VALUE),
                new FooterPlace((1 << 20) - 8, length),
                new FooterPlace(SegmentHeader.BYTES, 0))) {
            assertThat(FooterReader.read(reader, header, wrong))
                    .as(wrong.toString())
                    .isEmpty();
        }
        bytes[bytes.length - 1] ^= 1;
        SegmentReader damaged = SegmentImage.reader(bytes);
        assertThat(FooterReader.read(damaged, header, place)).isEmpty();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 4;
        return copy;
    }

    /** What it copied first ends in the middle of what its writer has appended and forced meanwhile. */
    @Test
    void growthDuringALookIsNoDamage() throws IOException {
        image.append(100);
        byte[] before = image.bytes(1 << 20);
        image.append(CHUNK).force();
        for (int i = 0; i < 20; i++) {
            image.append(CHUNK / 8).force();
        }
        byte[] after = image.bytes(1 << 20);
        boolean[] isFirst = {true};
        SegmentReader reader = (offset, target, targetIndex, length) -> {
            target.setBytes(targetIndex, isFirst[0] ? before : after, (int) offset, length);
            isFirst[0] = false;
        };
        ScanResult result = SegmentScan.run(reader, header, 1 << 20, 0, ScanListener.NONE);
        assertThat(result).isInstanceOfSatisfying(End.class, end -> {
            assertThat(end.offset()).isEqualTo(image.offset());
            assertThat(end.index().nextSequence()).isEqualTo(1022);
        });
    }
}
