package io.tidemark.bench.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.bench.harness.ColdRange;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.file.HybridFile;
import io.tidemark.log.LogOptions;
import io.tidemark.log.SegmentInfo;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A benchmark that measures nothing is fast: each contestant must have done what it is timed for. */
class RealWorkTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int OPERATIONS = 40;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED", "BLOCK_CACHED"})
    void allReadersReadTheSameBytesOfTheSealedRange(RangeMode mode) throws IOException {
        WorkTest.Places.needDirect(directory);
        try (SealedFile sealed = SealedFile.create(
                        directory.resolve("f"), RangeMode.DIRECT, mode, MEBIBYTE, SealedFile.Position.AT_SEAL);
                Reads.Channel channel = new Reads.Channel(sealed);
                Reads.Tidemark tidemark = new Reads.Tidemark(sealed)) {
            Reads.Mapping mapping = new Reads.Mapping(sealed);
            RandomOffsets positions = new RandomOffsets(0, SealedFile.READ_BYTES, MEBIBYTE / SealedFile.READ_BYTES);
            for (int i = 0; i < OPERATIONS; i++) {
                ByteBuffer expected = Pattern.fill(Unpooled.buffer(SealedFile.READ_BYTES), positions.next())
                        .nioBuffer();
                assertThat(channel.read().flip()).isEqualTo(expected);
                assertThat(mapping.read()).isEqualTo(expected);
                assertThat(tidemark.read().nioBuffer()).isEqualTo(expected);
            }
            assertThat(sealed.file().ranges().get(0).mode()).isEqualTo(mode);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 4096})
    void durableAppendsAreInTheFileAndForced(int recordBytes) throws IOException {
        WorkTest.Places.needDirect(directory);
        try (DurableAppends appends =
                new DurableAppends(directory.resolve("f"), RangeMode.DIRECT, recordBytes, MEBIBYTE)) {
            appends.run(OPERATIONS);
            HybridFile file = appends.file();
            assertThat(file.endOffset() - appends.start()).isEqualTo((long) OPERATIONS * recordBytes);
            assertThat(file.durableOffset()).isEqualTo(file.endOffset());
            assertThat(file.statistics().forces()).isEqualTo(OPERATIONS + 1); // one of the preparation
            assertRecords(file, appends.start(), OPERATIONS, recordBytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bareDurableWritesGoRoundInTheirFile(DurableFloors.Sync sync) throws IOException {
        WorkTest.Places.needDirect(directory);
        Path nativePath = directory.resolve("native");
        Path channelPath = directory.resolve("channel");
        try (DurableFloors.Native bare = new DurableFloors.Native(nativePath, 4096, sync);
                DurableFloors.Channel channel = new DurableFloors.Channel(channelPath, 4096, sync)) {
            bare.run(OPERATIONS);
            channel.run(OPERATIONS);
            for (Path path : new Path[] {nativePath, channelPath}) {
                byte[] bytes = Files.readAllBytes(path);
                assertThat(bytes).hasSize((int) DurableFloors.FILE_BYTES);
                for (int i = 0; i <= OPERATIONS; i++) {
                    long expected = i < OPERATIONS ? Pattern.at(0) : 0;
                    assertThat(ByteBuffer.wrap(bytes).getLong(i * 4096)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void mappedAppendsAndBareStoresHoldTheirRecords() throws IOException {
        Path path = directory.resolve("stores");
        try (MappedAppends.Stores stores = new MappedAppends.Stores(path, 64);
                MappedAppends.Tidemark tidemark = new MappedAppends.Tidemark(directory, 64)) {
            stores.run(OPERATIONS);
            tidemark.before(OPERATIONS);
            tidemark.run(OPERATIONS);
            ByteBuffer stored = ByteBuffer.wrap(Files.readAllBytes(path));
            for (int i = 0; i <= OPERATIONS; i++) {
                assertThat(stored.getLong(i * 64)).isEqualTo(i < OPERATIONS ? Pattern.at(0) : 0);
            }
            assertThat(tidemark.file().ranges().get(0).mode()).isEqualTo(RangeMode.MAPPED);
            assertThat(tidemark.file().statistics().forces()).isZero();
            assertRecords(tidemark.file(), tidemark.start(), OPERATIONS, 64);
        }
    }

    @Test
    void theSealLeavesTheSameBytesAsTheCopyItReplaces() throws IOException {
        WorkTest.Places.needDirect(directory);
        try (Seals.CopyOut copyOut = new Seals.CopyOut(directory, MEBIBYTE);
                Seals.Tidemark tidemark = new Seals.Tidemark(directory, MEBIBYTE)) {
            copyOut.before(1);
            copyOut.run(1);
            tidemark.before(1);
            assertThat(tidemark.file().tailOffset()).isEqualTo(tidemark.file().dataOffset());
            tidemark.run(1);
            assertThat(tidemark.file().ranges().get(0).mode()).isEqualTo(RangeMode.CACHED);
            ByteBuf sealed = tidemark.file().readAt(tidemark.file().dataOffset(), MEBIBYTE);
            try {
                assertThat(ByteBuffer.wrap(Files.readAllBytes(copyOut.copy()))).isEqualTo(sealed.nioBuffer());
            } finally {
                sealed.release();
            }
        }
    }

    @Test
    void aColdScanBeginsWithNothingInTheCacheAndEndsWithWhatItRead() throws IOException {
        WorkTest.Places.needDirect(directory);
        int recordBytes = 1024;
        try (LogFile file = new LogFile(directory.resolve("f"), small(RangeMode.CACHED), recordBytes)) {
            file.fillSegment();
            file.log().sealTail();
            SegmentInfo segment = file.log().segments().get(0);
            int count = (int) segment.recordCount();
            ColdRange range = new ColdRange(file.log().path(), segment.offset(), MEBIBYTE);
            try (ColdScans.ByChannel channel = new ColdScans.ByChannel(range, recordBytes);
                    NativeFile outside =
                            NativeFile.open(Posix.system(), file.log().path(), OpenRequest.readOnly())) {
                for (Contestant scan : List.of(channel, new ColdScans.ByLog(file.log(), count, range))) {
                    scan.before(count);
                    assertThat(PageCache.residency(outside, segment.offset(), MEBIBYTE)
                                    .pagesResident())
                            .isZero();
                    scan.run(count);
                    assertThat(PageCache.residency(outside, segment.offset(), (long) count * recordBytes)
                                    .pagesResident())
                            .as("pages that were read, but for what the kernel has reclaimed since")
                            .isGreaterThan(count * recordBytes / 4096 / 2);
                }
            }
        }
    }

    @Test
    void theFloorOfReadsFindsEveryRecordOfTheLogWhereItStands() throws IOException {
        WorkTest.Places.needDirect(directory);
        try (LogFile file = new LogFile(directory.resolve("f"), small(RangeMode.CACHED_MAPPED), 1000)) {
            file.fillSegment();
            file.log().sealTail();
            StoredRecords records =
                    file.records((int) file.log().segments().get(0).recordCount());
            ByteBuffer mapping = records.map();
            for (int i = 0; i < records.count(); i++) {
                int payload = i * records.recordBytes() + RecordLayout.HEADER_BYTES;
                assertThat(mapping.slice(payload, 1000))
                        .as("record %d", i)
                        .isEqualTo(file.record().nioBuffer());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 200})
    void ofManySequencesACallEachPayloadIsDelivered(int operations) throws IOException {
        WorkTest.Places.needDirect(directory);
        try (LogFile file = new LogFile(directory.resolve("f"), small(RangeMode.CACHED_MAPPED), 1000)) {
            file.fillSegment();
            file.log().sealTail();
            int count = (int) file.log().segments().get(0).recordCount();
            LogReads.ManyByLog many = new LogReads.ManyByLog(file.log(), count);
            many.run(operations);
            assertThat(many.deliveredBytes()).isEqualTo(operations * 1000L);
            LogReads.FewAtATime few = new LogReads.FewAtATime(file.records(count));
            few.run(operations);
            assertThat(few.checkedBytes())
                    .isEqualTo((long) operations * file.records(count).recordBytes());
        }
    }

    @Test
    void theFloorOfUnforcedAppendsGoesRoundAllOfItsSpace() throws IOException {
        Path path = directory.resolve("floor");
        try (LogAppends.CopyAndChecksum floor = new LogAppends.CopyAndChecksum(path, 64, 4096)) {
            floor.run(3);
            ByteBuffer stored = ByteBuffer.wrap(Files.readAllBytes(path));
            for (int at = 0; at < 4096; at += 64) {
                assertThat(stored.getLong(at)).isEqualTo(Pattern.at(0));
            }
        }
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 4099})
    void bothLookUpsFindTheRangeOfEachOffset(int count) {
        LookUps.BinarySearch search = new LookUps.BinarySearch(count);
        LookUps.Tidemark tidemark = new LookUps.Tidemark(count);
        for (int i = 0; i < 5000; i++) {
            assertThat(tidemark.find()).isEqualTo(search.find()).isBetween(0, count - 1);
        }
    }

    @Test
    void aStripedFileHasAllItsRanges() throws IOException {
        try (StripedFile striped = new StripedFile(directory.resolve("f"), 4096, 4096)) {
            striped.run(OPERATIONS);
            assertThat(striped.file().ranges()).hasSize(4097);
        }
    }

    private static LogOptions small(RangeMode sealed) {
        return LogOptions.builder()
                .segmentBytes(MEBIBYTE)
                .sealed(ModeChoice.prefer(sealed))
                .build();
    }

    private static void assertRecords(HybridFile file, long start, int count, int recordBytes) throws IOException {
        ByteBuf expected = Pattern.fill(Unpooled.buffer(recordBytes), 0);
        for (int i = 0; i < count; i++) {
            ByteBuf record = file.readAt(start + (long) i * recordBytes, recordBytes);
            try {
                assertThat(record).isEqualTo(expected);
            } finally {
                record.release();
            }
        }
    }
}
