package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Child;
import io.tidemark.file.FileLockedException;
import io.tidemark.file.OpenMode;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another process has the log open for writing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogLockTest {
    @ParameterizedTest
    @EnumSource
    void onlyItsWriterWritesItAsLongAsItLives(Layout layout) throws Exception {
        LogOptions options = CrashingLogAppender.options(layout, RangeMode.BUFFERED);
        LogOptions readOnly = options.toBuilder().openMode(OpenMode.READ_ONLY).build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path path = place.directory().resolve("log");
            try (Child child = new Child(
                    CrashingLogAppender.class, path.toString(), layout.name(), RangeMode.BUFFERED.name(), "1")) {
                for (int i = 0; i < 3; i++) {
                    long durable = durable(child);
                    assertThatThrownBy(() -> HybridLog.open(path, options))
                            .isInstanceOf(FileLockedException.class)
                            .hasMessageContaining(path.toString())
                            .hasMessageContaining("another writer");
                    try (HybridLog reader = HybridLog.open(path, readOnly)) {
                        assertThat(reader.lastSequence()).isGreaterThanOrEqualTo(durable);
                    }
                }
                child.kill();
            }
            try (HybridLog log = HybridLog.open(path, options)) {
                Records.verify(log, CrashingLogAppender.MOST_BYTES);
                Records.append(log, 1, CrashingLogAppender.MOST_BYTES, Durability.each());
            }
        }
    }

    /** A log that was made of it would be locked by two writers, and be deleted with the one around it. */
    @Test
    void theLockFileOfADirectoryIsNoPlaceForALog() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path path = place.directory().resolve("log");
            try (HybridLog log =
                    HybridLog.open(path, SmallLogs.options(Layout.DIRECTORY).build())) {
                Records.append(log, 1, CrashingLogAppender.MOST_BYTES, Durability.each());
            }
            Path lock = path.resolve("lock");
            for (OpenMode mode : EnumSet.complementOf(EnumSet.of(OpenMode.CREATE_NEW))) {
                assertNoPlace(lock, () -> openFile(lock, mode));
            }
            assertNoPlace(lock, () -> HybridLog.delete(lock));
            assertThat(lock).isEmptyFile();

            Files.delete(lock); // As in a copy.
            assertNoPlace(lock, () -> openFile(lock, OpenMode.CREATE_NEW));
            assertNoPlace(lock, () -> openFile(lock, OpenMode.CREATE_OR_OPEN));
            assertThat(lock).doesNotExist();

            Path elsewhere = place.directory().resolve("lock");
            openFile(elsewhere, OpenMode.CREATE_NEW);
            openFile(elsewhere, OpenMode.OPEN_EXISTING);
        }
    }

    /** Of that name, where nothing else is: a log in the directory around it would take it for its own, and delete it. */
    @Test
    void aFileWithContentIsNoLockOfALogAroundIt() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path around = Files.createDirectory(place.directory().resolve("around"));
            Path lock = around.resolve("lock");
            openFile(lock, OpenMode.CREATE_NEW);
            LogOptions options = SmallLogs.options(Layout.DIRECTORY).build();
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> HybridLog.delete(around),
                    () -> HybridLog.open(around, options).close())) {
                assertThatThrownBy(use).isInstanceOf(NotALogException.class).hasMessageContaining("other files (lock)");
            }
            openFile(lock, OpenMode.OPEN_EXISTING);
        }
    }

    private static void openFile(Path path, OpenMode mode) throws IOException {
        HybridLog.open(
                        path,
                        SmallLogs.options(Layout.SINGLE_FILE).openMode(mode).build())
                .close();
    }

    private static void assertNoPlace(Path lock, ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(NotALogException.class)
                .hasMessageStartingWith(lock + ": it is the lock file of the log in its directory");
    }

    /** The sequence up to which the other process says next that all is durable. */
    private static long durable(Child child) throws IOException {
        String line = child.await("durable");
        assertThat(line).isNotNull();
        long sequence = Long.parseLong(line.split(" ", -1)[1]);
        assertThat(sequence).isNotNegative();
        return sequence;
    }
}
