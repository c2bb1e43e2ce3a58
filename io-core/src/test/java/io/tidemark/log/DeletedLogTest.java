package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.FileLockedException;
import io.tidemark.file.OpenMode;
import io.tidemark.file.TestPlace;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A log is deleted as a whole, or a creation that failed is taken back; nothing of somebody else goes. */
@Tag("no-disk")
class DeletedLogTest extends LogInMemory {
    private static final int MOST_BYTES = 100;

    private static LogOptions options(Layout layout, OpenMode mode) {
        return SmallLogs.options(layout).openMode(mode).build();
    }

    private void write(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
            Records.append(log, 5, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, 5, MOST_BYTES, Durability.each());
        }
    }

    private List<Path> inPlace() throws IOException {
        try (Stream<Path> entries = Files.list(place.directory())) {
            return entries.toList();
        }
    }

    /** What a file system with persistent memory would have beside a segment, and what a killed creation leaves there. */
    private List<Path> derived(Layout layout) {
        return layout == Layout.DIRECTORY
                ? List.of(
                        path.resolve(".0000000000000000000.segment.tidemark-shadow"),
                        path.resolve(".0000000000000000001.segment.tidemark-stage"))
                : List.of(
                        path.resolveSibling(".log.tidemark-shadow-0"),
                        path.resolveSibling(".log.tidemark-stage-1048576"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfItIsLeft(Layout layout) throws IOException {
        write(layout);
        for (Path file : derived(layout)) {
            Files.createFile(file);
        }
        try (HybridLog reader = HybridLog.open(path, SmallLogs.readOnly().build())) {
            ByteBuf read = reader.read(0);
            HybridLog.delete(path);
            assertThat(inPlace()).isEmpty();
            assertThat(read).isEqualTo(Records.of(0, MOST_BYTES));
            read.release();
        }
        write(layout);
        HybridLog.delete(path);
        assertThatThrownBy(() -> HybridLog.delete(path)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDiscardTakesTheShadowOfItsSegmentAlong() throws IOException {
        write(Layout.DIRECTORY);
        Path shadow = Files.createFile(derived(Layout.DIRECTORY).get(0));
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.OPEN_EXISTING))) {
            assertThat(shadow).exists();
            log.discardBefore(5);
            assertThat(shadow).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatSomebodyWritesStays(Layout layout) throws IOException {
        write(layout);
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.OPEN_EXISTING))) {
            assertThatThrownBy(() -> HybridLog.delete(path)).isInstanceOf(FileLockedException.class);
            Records.append(log, 5, MOST_BYTES, Durability.each());
        }
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.OPEN_EXISTING))) {
            assertThat(log.lastSequence()).isEqualTo(14);
            Records.verify(log, MOST_BYTES);
        }
    }

    /** Whatever of it is left then is its rear, or nothing: never only the file that was prepared, or the front. */
    @Test
    void aDeletionThatIsKilledLeavesALogOrNone() throws IOException {
        Path killed = place.directory().resolve("killed");
        write(Layout.DIRECTORY);
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.OPEN_EXISTING))) {
            assertThat(log.lastSequence()).isEqualTo(9);
            Crew.await("the next one is prepared", () -> Files.exists(segment(path, 2)));
            LogImage.copy(path, killed);
        }
        List<Path> moments = new ArrayList<>();
        seam.bend("unlinkat", call -> call.file().endsWith(".segment"), 1, Long.MAX_VALUE, (call, real) -> {
            Object result = real.make(call.copy());
            Path moment = place.directory().resolve("moment" + moments.size());
            LogImage.copy(killed, moment);
            moments.add(moment);
            return result;
        });
        Stores.delete(seam.posix(), killed);

        assertThat(moments).hasSize(3);
        long[] firstLeft = {0, 5, 0}; // The last one is empty: what is opened there is a new log.
        for (int i = 0; i < firstLeft.length; i++) {
            Path moment = moments.get(i);
            try (HybridLog left = HybridLog.open(moment, options(Layout.DIRECTORY, OpenMode.CREATE_OR_OPEN))) {
                assertThat(left.firstSequence()).as("first one after %d", i).isEqualTo(firstLeft[i]);
                assertThat(left.lastSequence()).as("last one after %d", i).isEqualTo(i < 2 ? 9 : -1);
            }
            HybridLog.delete(moment);
        }
    }

    /** It may be deleted because of that. */
    @Test
    void oneWhoseLastSegmentCannotBeReadGoes() throws IOException {
        write(Layout.DIRECTORY);
        seam.bend("pread", call -> call.file().endsWith("1.segment"), 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EIO));
        Stores.delete(seam.posix(), path);
        assertThat(seam.fired()).isPositive();
        assertThat(inPlace()).isEmpty();
    }

    private static Path segment(Path directory, long number) {
        return directory.resolve("000000000000000000" + number + ".segment");
    }

    @Test
    void filesOfOthersStay() throws IOException {
        write(Layout.DIRECTORY);
        Path notes = Files.writeString(path.resolve("notes"), "mine");
        HybridLog.delete(path);
        try (Stream<Path> entries = Files.list(path)) {
            assertThat(entries).containsExactly(notes);
        }
        assertThatThrownBy(() -> HybridLog.delete(path))
                .isInstanceOf(NotALogException.class)
                .hasMessageContaining("notes");

        Path file = Files.writeString(place.directory().resolve("file"), "mine");
        assertThatThrownBy(() -> HybridLog.delete(file))
                .isInstanceOf(NotALogException.class)
                .hasMessageContaining("no header of a segment");
        assertThat(file).hasContent("mine");
    }

    /** Neither a file's shadow is taken for a segment's, nor a directory for a leftover. */
    @Test
    void whatBelongsToTheFilesOfOthersStays() throws IOException {
        write(Layout.DIRECTORY);
        Path shadow = Files.createFile(path.resolve(".mine.tide.tidemark-shadow"));
        Path directory = Files.createDirectory(path.resolve(".tidemark-mine"));
        HybridLog.delete(path);
        try (Stream<Path> entries = Files.list(path)) {
            assertThat(entries).containsExactlyInAnyOrder(shadow, directory);
        }
    }

    @Test
    void aDirectoryThatIsAMountStays() throws IOException {
        try (TestPlace mount = TestPlace.smallTmpfs(8)) {
            path = mount.directory();
            try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.OPEN_EXISTING))) {
                Records.append(log, 5, MOST_BYTES, Durability.each());
            }
            HybridLog.delete(path);
            try (Stream<Path> entries = Files.list(path)) {
                assertThat(entries).isEmpty();
            }
        }
    }

    /** So long a name has no shadow. */
    @Test
    void oneWithTheLongestNameGoes() throws IOException {
        path = place.directory().resolve("x".repeat(255));
        write(Layout.SINGLE_FILE);
        HybridLog.delete(path);
        assertThat(inPlace()).isEmpty();
    }

    /** At any of the calls that open something, up to a creation in which none fails. */
    @ParameterizedTest
    @CsvSource({"SINGLE_FILE, 1", "DIRECTORY, 1", "SINGLE_FILE, 1000", "DIRECTORY, 1000"})
    void aCreationThatFailsCanBeTriedAgain(Layout layout, int failingCalls) throws IOException {
        int failures = 0;
        for (boolean fails = true; fails; ) {
            FaultSeam failing = new FaultSeam();
            failing.bend("open", call -> true, failures + 1, failingCalls, FaultSeam.failing(Errno.EMFILE))
                    .orNever();
            try (HybridLog log = HybridLog.open(Environments.of(failing), path, options(layout, OpenMode.CREATE_NEW))) {
                fails = failing.fired() > 0; // Of the probe, which makes do without.
                log.append(Records.of(0, MOST_BYTES));
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("EMFILE");
                assertThat(inPlace()).as("after opening %d failed", failures).isEmpty();
            }
            failing.assertNothingHeld();
            if (Files.exists(path)) {
                HybridLog.delete(path);
            }
            failures++;
        }
        assertThat(failures).isGreaterThan(2);
    }
}
