package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.OpenMode;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SlotStore;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file of slots that something has made longer, by a hole, than any log is. */
@Timeout(60)
@Tag("no-disk")
class EnlargedLogTest extends LogInMemory {
    private static final int RECORDS = 10;
    private static final long BYTES = 7L << 40;

    private final LogOptions options = SmallLogs.options(Layout.SINGLE_FILE).build();

    @BeforeEach
    void enlarge() throws IOException {
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, RECORDS, 3_000, Durability.each());
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(BYTES);
        }
    }

    /** Who only reads passes over what was never written. */
    @Test
    void itIsReadVerifiedAndRescued() throws IOException {
        try (SlotStore store = SlotStore.openForReading(Posix.system(), path, Reading.TO_FOLLOW)) {
            assertThat(store.places()).hasSizeLessThan(10);
        }
        LogOptions readOnly = SmallLogs.options(Layout.SINGLE_FILE)
                .openMode(OpenMode.READ_ONLY)
                .build();
        try (HybridLog log = HybridLog.open(path, readOnly)) {
            assertThat(log.lastSequence()).isEqualTo(RECORDS - 1);
            Records.verify(log, 3_000);
        }
        assertThat(Verification.run(path, bytes -> {}).isIntact()).isTrue();
        assertThat(Salvage.run(path, place.directory().resolve("rescued"), options, bytes -> {}))
                .isEqualTo(RescuedLog.of(RECORDS, 0));
    }

    /** Who writes takes no file system's word for it that nothing is there. */
    @Test
    void itsWriterIsToldWhatToDo() throws IOException {
        assertThatThrownBy(() -> HybridLog.open(path, options))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(path + ": it has room for 7340032 segments, and no log has more than 1048576")
                .hasMessageContaining("cut it off");
        assertThat(Files.size(path)).isEqualTo(BYTES);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(4 << 20);
        }
        try (HybridLog log = HybridLog.open(path, options)) {
            assertThat(log.lastSequence()).isEqualTo(RECORDS - 1);
        }
    }

    /** As long as its file is, it is a log, and so is one with bytes at its end. */
    @Test
    void itIsDeleted() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(BYTES - 1);
            file.write(1);
        }
        Path shadow = Files.createFile(path.resolveSibling(".log.tidemark-shadow-0"));
        Path last = Files.createFile(path.resolveSibling(".log.tidemark-shadow-" + (BYTES - (1 << 20))));
        HybridLog.delete(path);
        assertThat(path).doesNotExist();
        assertThat(shadow).doesNotExist();
        assertThat(last).doesNotExist();
    }

    @Test
    void itIsDeletedWithoutALookAtEverySlotWhereTheFirstOneIsFree() throws IOException {
        LogImage image = LogImage.of(path);
        try (SlotStore store = SlotStore.openForReading(Posix.system(), path, Reading.TO_FOLLOW)) {
            SegmentPlace first = store.places().get(0);
            byte[] segment = image.read(first, 0, 1 << 20);
            image.write(first, 0, new byte[1 << 20]);
            image.write(new SegmentPlace(path, BYTES / 2, Reading.TO_FOLLOW), 0, segment);
        }
        HybridLog.delete(path);
        assertThat(path).doesNotExist();
    }
}
