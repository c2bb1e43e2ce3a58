package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recovery makes of files without an intact header: a log that was being created, or none. */
@Tag("no-disk")
class UnbornLogTest extends CopiedLog {
    @ParameterizedTest
    @EnumSource
    void aHalfWrittenFirstHeaderIsNoLogYet(Layout layout) throws IOException {
        HybridLog.open(path, options(layout).build()).close();
        LogImage.Found born = LogImage.of(path).segments().get(0);
        for (int word = 0; word < SegmentHeader.BYTES; word += 8) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found first = image.segments().get(0);
            image.zero(first.place(), SegmentHeader.BYTES + 32, 32); // There was no time to close it.
            image.zero(first.place(), word, 8);
            assertRecovered(layout, -1);
        }
        assertThat(born.header().segmentNumber()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theOnlySegmentIsNotTakenForAHalfWrittenOne(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 3, MOST_BYTES, Durability.each());
        }
        for (int length : new int[] {8, SegmentHeader.BYTES}) {
            LogImage image = LogImage.copy(path, copy);
            image.zero(image.segments().get(0).place(), 0, length);
            Map<String, Long> before = image.fingerprint();
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .isInstanceOf(NotALogException.class);
            assertThat(image.fingerprint()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOnlySegmentWithADamagedHeaderIsCalledOne(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 3, MOST_BYTES, Durability.each());
        }
        for (int offset : new int[] {8, 20, 40, 127}) {
            LogImage image = LogImage.copy(path, copy);
            LogImage.Found only = image.segments().get(0);
            image.flip(only.place(), offset);
            Map<String, Long> before = image.fingerprint();
            for (Crew.Work work : openVerifyOrSalvage(layout)) {
                assertThatThrownBy(work::run)
                        .as("byte %d", offset)
                        .isInstanceOf(NotALogException.class)
                        .hasMessageStartingWith(
                                only.place() + ": it begins like a segment of a log, but its header is" + " damaged (")
                        .hasMessageContaining("without one intact header nothing can be rescued; take it from a copy");
            }
            assertThat(image.fingerprint()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aFileOfSomethingElseIsLeftAlone(Layout layout) throws IOException {
        byte[] zerosInFront = new byte[40_000];
        zerosInFront[32_769] = 'C';
        for (byte[] bytes : List.of("a short text".getBytes(StandardCharsets.UTF_8), new byte[] {1}, zerosInFront)) {
            Files.write(copy, bytes);
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .isInstanceOf(NotALogException.class);
            assertThat(copy).hasBinaryContent(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void aDirectoryOfOtherFilesIsLeftAlone(Layout layout) throws IOException {
        Files.createDirectory(copy);
        for (String name : List.of("lock", "other", "letter", "1.segment")) {
            Files.createFile(copy.resolve(name));
        }
        List<Crew.Work> all = new ArrayList<>(openVerifyOrSalvage(layout));
        all.add(() -> HybridLog.open(
                        copy, options(layout).openMode(OpenMode.READ_ONLY).build())
                .close());
        for (Crew.Work work : all) {
            assertThatThrownBy(work::run)
                    .isInstanceOf(NotALogException.class)
                    .hasMessage(copy + ": a directory, but no log: it holds no segments, but other files (1.segment)");
        }
        assertThat(copy.toFile().list()).containsExactlyInAnyOrder("lock", "other", "letter", "1.segment");
    }

    /** A creation makes the first header durable before it prepares the next file; a copy that nobody forced looks so. */
    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void filesWithoutBytesThatNoCreationLeavesAreLeftAlone(Layout layout) throws IOException {
        List<Crew.Work> all = new ArrayList<>(openVerifyOrSalvage(layout));
        all.add(() -> HybridLog.open(
                        copy, options(layout).openMode(OpenMode.READ_ONLY).build())
                .close());
        for (int length : new int[] {0, 100_000}) {
            for (int first : new int[] {0, 7}) {
                LogImage.delete(copy);
                Files.createDirectory(copy);
                for (int number = first; number < first + 3; number++) {
                    Files.write(copy.resolve("000000000000000000" + number + ".segment"), new byte[length]);
                }
                Map<String, Long> before = LogImage.of(copy).fingerprint();
                for (Crew.Work work : all) {
                    assertThatThrownBy(work::run).isInstanceOf(NotALogException.class);
                }
                long unborn = first == 0 ? 1 : 7;
                assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()))
                        .hasMessageStartingWith(copy.resolve("000000000000000000" + unborn + ".segment: ")
                                .toString())
                        .hasMessageContaining("from another copy");
                assertThat(LogImage.of(copy).fingerprint()).isEqualTo(before);
            }
        }
    }

    /** Who is told that nothing is there may remove it. */
    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void besideAFileWithoutBytesOneWithRecordsIsNotCalledEmpty(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 20, MOST_BYTES, Durability.each());
        }
        byte[] segment =
                Files.readAllBytes(LogImage.of(path).segments().get(0).place().path());
        Arrays.fill(segment, 0, 4096, (byte) 0x5a);
        Files.createDirectory(copy);
        Files.createFile(copy.resolve("0000000000000000004.segment"));
        Path full = Files.write(copy.resolve("0000000000000000005.segment"), segment);

        for (Crew.Work work : openVerifyOrSalvage(layout)) {
            assertThatThrownBy(work::run)
                    .isInstanceOf(NotALogException.class)
                    .hasMessageNotContaining("it holds nothing");
        }
        assertThatThrownBy(() -> HybridLog.open(copy, options(layout).build()))
                .hasMessage(full + ": it is no log of Tidemark's; nothing was changed");
    }

    @ParameterizedTest
    @EnumSource(names = "DIRECTORY")
    void aNewFileSystemsOwnDirectoryAndTheLogsOwnFilesAreNoOthers(Layout layout) throws IOException {
        Files.createDirectory(copy);
        for (String name :
                List.of("lock", ".tidemark-probe-1-2-3", "." + "0".repeat(19) + ".segment.tidemark-shadow")) {
            Files.createFile(copy.resolve(name));
        }
        Files.createDirectory(copy.resolve("lost+found"));
        try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
            Records.append(log, 3, MOST_BYTES, Durability.each());
        }
        Files.createFile(copy.resolve("somebody's notes"));
        try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
            assertThat(log.lastSequence()).as("of a log that has a segment").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void ofAFileOfZerosEachByteIsReadOnce(Layout layout) throws IOException {
        long slots = 40;
        try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
            zeros.setLength(slots * MIB);
        }
        AtomicLong read = new AtomicLong();
        FaultSeam seam = new FaultSeam();
        seam.bend(call -> call.name().startsWith("pread"), 1, Long.MAX_VALUE, (call, real) -> {
            Object count = real.make(call.copy());
            if (call.file().equals(copy.toString())) {
                read.addAndGet((Long) count);
            }
            return count;
        });
        try (HybridLog log =
                HybridLog.open(Environments.of(seam), copy, options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(-1);
            assertThat(read.get()).as("bytes read").isBetween(1L, (slots + 1) * MIB);
        }
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aByteAnywhereInAFileOfZerosIsSomebodys(Layout layout) throws IOException {
        for (long offset : new long[] {160, MIB - 1, MIB, MIB + 160, 2 * MIB - 1, 2 * MIB + 80, 3 * MIB - 1}) {
            try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
                zeros.setLength(0);
                zeros.setLength(3 * MIB);
                zeros.seek(offset);
                zeros.write('C');
            }
            assertThatThrownBy(
                            () -> HybridLog.open(copy, options(layout).build()).close())
                    .as("a byte at " + offset)
                    .isInstanceOf(NotALogException.class);
        }
    }

    /** The first segment may be begun in any slot: one that the disk had no space for is passed over. */
    @ParameterizedTest
    @EnumSource(names = "SINGLE_FILE")
    void aHalfWrittenFirstHeaderInAnySlotIsALogThatWasBeingCreated(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            Records.append(log, 1, MOST_BYTES, Durability.each());
        }
        byte[] header = Arrays.copyOf(Files.readAllBytes(path), SegmentHeader.BYTES);
        Arrays.fill(header, 40, 80, (byte) 0);
        for (int slot = 0; slot < 3; slot++) {
            try (RandomAccessFile zeros = new RandomAccessFile(copy.toFile(), "rw")) {
                zeros.setLength(0);
                zeros.setLength(3 * MIB);
                zeros.seek((long) slot * MIB);
                zeros.write(header);
            }
            try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
                assertThat(log.lastSequence()).as("begun in slot %d", slot).isEqualTo(-1);
                Records.append(log, 3, MOST_BYTES, Durability.each());
                Records.verify(log, MOST_BYTES);
            }
        }
    }
}
