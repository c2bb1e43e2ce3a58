package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody deletes a log in a single file and makes another one at its path, while it is open for reading. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class ReplacedLogTest {
    private static final int MOST_BYTES = 100;

    private TestPlace place;
    private Path path;

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace ending = place) {
            assertThat(OpenResources.of(ending.directory())).isEmpty();
        }
    }

    private static LogOptions options(OpenMode mode) {
        return SmallLogs.options(Layout.SINGLE_FILE).openMode(mode).build();
    }

    private void write(int records) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(OpenMode.CREATE_NEW))) {
            Records.append(log, records, MOST_BYTES, Durability.each());
        }
    }

    @Test
    void whoFollowsTheFirstIsToldInsteadOfWaitingForEver() throws Exception {
        write(5);
        try (HybridLog reader = HybridLog.open(path, options(OpenMode.READ_ONLY));
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
            Files.delete(path);
            write(7);

            assertThatThrownBy(() -> cursor.next(Duration.ofSeconds(1)))
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("another file");
            assertThat(reader.lastSequence()).isEqualTo(4);
            Records.verify(reader, 0, MOST_BYTES);
        }
        try (HybridLog anew = HybridLog.open(path, options(OpenMode.READ_ONLY))) {
            assertThat(anew.lastSequence()).isEqualTo(6);
        }
    }

    @Test
    void whoReadsOneWithoutRecordsIsTold() throws Exception {
        Files.createFile(path);
        try (HybridLog reader = HybridLog.open(path, options(OpenMode.READ_ONLY));
                LogCursor cursor = reader.cursor(0)) {
            assertThat(cursor.next()).isFalse();
            Files.delete(path);
            assertThat(cursor.next()).as("nothing is there").isFalse();
            write(1);

            assertThatThrownBy(cursor::next).isInstanceOf(NotALogException.class);
        }
    }

    @Test
    void aLogInADirectoryTakesItsPlaceToo() throws Exception {
        write(5);
        try (HybridLog reader = HybridLog.open(path, options(OpenMode.READ_ONLY));
                LogCursor cursor = reader.cursor(5)) {
            Files.delete(path);
            LogOptions directory = SmallLogs.options(Layout.DIRECTORY)
                    .openMode(OpenMode.CREATE_NEW)
                    .build();
            HybridLog.open(path, directory).close();

            assertThatThrownBy(cursor::next)
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("has taken the place");
        }
    }

    @Test
    void whoOpensItAtThatMomentReadsTheSecond() throws Exception {
        write(5);
        FaultSeam seam = new FaultSeam();
        AtomicInteger opened = new AtomicInteger();
        seam.bend(
                call -> call.name().equals("open") && call.file().equals(path.toString()),
                2, // Behind the one that the store keeps.
                1,
                (call, real) -> {
                    opened.incrementAndGet();
                    Files.delete(path);
                    write(7);
                    return real.make(call.copy());
                });
        try (HybridLog reader = HybridLog.open(Media.of(seam), path, options(OpenMode.READ_ONLY));
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 7; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
        }
        assertThat(opened).hasValue(1);
        seam.assertNothingHeld();
    }
}
