package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.file.Crew;
import io.tidemark.file.OpenMode;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.format.RecordKind;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.SegmentScan;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.LogRecovery;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A log in memory, and a copy of its bytes that is damaged and then recovered; nothing of both stays open. */
abstract class CopiedLog {
    static final int MIB = 1 << 20;
    static final int MOST_BYTES = 3_000;

    TestPlace place;
    Path path;
    Path copy;

    @BeforeEach
    void choosePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.TMPFS);
        path = place.directory().resolve("log");
        copy = place.directory().resolve("copy");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace ending = place) {
            assertThat(OpenResources.of(ending.directory())).isEmpty();
        }
    }

    /** All that is appended lies in the page cache, where a copy finds it as a killed process would leave it. */
    static LogOptions.Builder options(Layout layout) {
        return SmallLogs.options(layout);
    }

    /** Whatever reads the copy as a log. */
    List<Crew.Work> openVerifyOrSalvage(Layout layout) {
        return List.of(
                () -> HybridLog.open(copy, options(layout).build()).close(),
                () -> Verification.run(copy, bytes -> {}),
                () -> Salvage.run(
                        copy,
                        place.directory().resolve("rescued"),
                        options(layout).build(),
                        bytes -> {}));
    }

    /** What the copy holds by its footers, as an opening finds it out. */
    Optional<Recovered> recover() throws IOException {
        try (SegmentStore store = Stores.openForWriting(Posix.system(), copy, MIB)) {
            Findings found = LogRecovery.run(Posix.system(), store.places(), RecoveryScan.FOOTERS, Runnable::run)
                    .orElseThrow();
            found.requireIntact();
            return found.recovered();
        }
    }

    record Entry(RecordKind kind, long offset, int length, long sequence) {}

    static List<Entry> records(LogImage.Found segment) throws IOException {
        List<Entry> records = new ArrayList<>();
        try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), segment.place())) {
            SegmentScan.run(bytes, segment.header(), bytes.lengthBytes(), 0, new ScanListener() {
                @Override
                public void onRecord(RecordCursor record) {
                    records.add(new Entry(record.kind(), record.offset(), record.length(), record.sequence()));
                }
            });
        }
        return records;
    }

    /** Two segments and a bit, in forced batches, closed in order. */
    LogImage closedLog(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout).build())) {
            for (int i = 0; i < 18; i++) {
                Records.append(log, 100, MOST_BYTES, Durability.onDemand());
                log.force();
            }
            assertThat(log.segments()).hasSize(3);
        }
        return LogImage.copy(path, copy);
    }

    void assertDamage(LogImage image, Layout layout, LogImage.Found where, long offset, long sequence)
            throws IOException {
        Map<String, Long> before = image.fingerprint();
        for (RecoveryScan scan : RecoveryScan.values()) {
            for (OpenMode mode : new OpenMode[] {OpenMode.CREATE_OR_OPEN, OpenMode.READ_ONLY}) {
                LogOptions options =
                        options(layout).recoveryScan(scan).openMode(mode).build();
                DamagedLogException damage = catchThrowableOfType(DamagedLogException.class, () -> {
                    try (HybridLog log = HybridLog.open(copy, options)) {
                        throw new AssertionError("opened as " + log + " in spite of damage at " + offset);
                    }
                });
                assertThat(damage).hasMessageContaining(where.place().path().toString());
                assertThat(damage.offset())
                        .as(damage.getMessage())
                        .isEqualTo(where.place().offset() + offset);
                assertThat(damage.sequence()).as(damage.getMessage()).isEqualTo(sequence);
            }
        }
        assertThat(image.fingerprint()).as("nothing was changed").isEqualTo(before);
    }

    void assertRecovered(Layout layout, long last) throws IOException {
        for (RecoveryScan scan : RecoveryScan.values()) {
            LogOptions readOnly = options(layout)
                    .recoveryScan(scan)
                    .openMode(OpenMode.READ_ONLY)
                    .build();
            try (HybridLog log = HybridLog.open(copy, readOnly)) {
                assertThat(log.lastSequence()).as("%s", scan).isEqualTo(last);
                Records.verify(log, MOST_BYTES);
            }
        }
        try (HybridLog log = HybridLog.open(copy, options(layout).build())) {
            assertThat(log.lastSequence()).isEqualTo(last);
            Records.verify(log, MOST_BYTES);
            Records.append(log, 70, MOST_BYTES, Durability.onDemand());
            log.force();
        }
        try (HybridLog log = HybridLog.open(
                copy, options(layout).recoveryScan(RecoveryScan.ALL_RECORDS).build())) {
            assertThat(log.lastSequence()).isEqualTo(last + 70);
            Records.verify(log, MOST_BYTES);
        }
    }
}
