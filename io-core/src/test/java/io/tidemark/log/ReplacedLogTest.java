package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody deletes a log and makes another one at its path, while it is open for reading. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class ReplacedLogTest extends LogAtHand {
    private static final int MOST_BYTES = 100;
    private static final int LONG_BYTES = 200_000;

    private static LogOptions options(Layout layout, OpenMode mode) {
        return SmallLogs.options(layout).openMode(mode).build();
    }

    private static LogOptions readOnly() {
        return options(Layout.SINGLE_FILE, OpenMode.READ_ONLY);
    }

    private void write(Layout layout, int records) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
            Records.append(log, records, MOST_BYTES, Durability.each());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoFollowsTheFirstIsToldInsteadOfWaitingForEver(Layout layout) throws Exception {
        write(layout, 5);
        try (HybridLog reader = HybridLog.open(path, readOnly());
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
            LogImage.delete(path);
            write(layout, 7);

            assertThatThrownBy(() -> cursor.next(Duration.ofSeconds(1)))
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("has taken the place");
            assertThat(reader.lastSequence()).isEqualTo(4);
            Records.verify(reader, 0, MOST_BYTES);
        }
        try (HybridLog anew = HybridLog.open(path, readOnly())) {
            assertThat(anew.lastSequence()).isEqualTo(6);
        }
    }

    @Test
    void whoWritesOneThatWasMovedGoesOnInNoOtherFile() throws Exception {
        Path moved = path.resolveSibling("moved");
        List<Long> acknowledged = new ArrayList<>();
        try (HybridLog log = HybridLog.open(path, options(Layout.SINGLE_FILE, OpenMode.CREATE_NEW))) {
            acknowledged.add(log.append(Records.ofLength(0, LONG_BYTES)));
            Files.move(path, moved);
            assertThatThrownBy(() -> {
                        for (int i = 1; i < 100; i++) {
                            acknowledged.add(log.append(Records.ofLength(i, LONG_BYTES)));
                        }
                    })
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("is not there any more; open it anew");
            assertThat(Files.exists(path)).as("another file").isFalse();
        }
        try (HybridLog log = HybridLog.open(moved, options(Layout.SINGLE_FILE, OpenMode.OPEN_EXISTING))) {
            assertThat(log.lastSequence()).isEqualTo(acknowledged.get(acknowledged.size() - 1));
            assertThat(acknowledged).hasSizeGreaterThan(1);
        }
    }

    @Test
    void whoWritesADirectoryThatWasMovedMakesNoOther() throws Exception {
        Path moved = path.resolveSibling("moved");
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.CREATE_NEW))) {
            fillTwo(log);
            Files.move(path, moved);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 3; i++) { // One more segment may be prepared already.
                            Records.append(log, 5, MOST_BYTES, Durability.each());
                            log.sealTail();
                        }
                    })
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("the directory that was opened is not there any more; open it anew");
            assertThat(path).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsOneThatWasMovedIsToldAtItsEnd(Layout layout) throws Exception {
        Path moved = path.resolveSibling("moved");
        write(layout, 5);
        try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.READ_ONLY));
                LogCursor cursor = log.cursor(log.lastSequence())) {
            assertThat(cursor.next()).isTrue();
            Files.move(path, moved);
            for (Crew.Work look : List.<Crew.Work>of(
                    cursor::next,
                    () -> cursor.next(Duration.ofMillis(10)),
                    () -> log.sequenceAt(Instant.now().plusSeconds(60)))) {
                assertThatThrownBy(look::run)
                        .isInstanceOf(NotALogException.class)
                        .hasMessageContaining("not there any more; open it anew where it is now");
            }
            Records.verify(log, log.lastSequence(), MOST_BYTES);
        }
    }

    /** Both have segments of the same numbers. */
    @Test
    void whoWritesADirectoryThatWasReplacedDeletesNothingOfTheOther() throws Exception {
        Path moved = path.resolveSibling("moved");
        HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.CREATE_NEW));
        fillTwo(log);
        Crew.await("a third segment is prepared", () -> Files.exists(path.resolve("0000000000000000002.segment")));
        Files.move(path, moved);
        try (HybridLog other = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.CREATE_NEW))) {
            fillTwo(other);
            other.sealTail();
            Records.append(other, 5, MOST_BYTES, Durability.each());

            log.discardBefore(5);
            log.close();

            Records.append(other, 5, MOST_BYTES, Durability.each());
        }
        assertThat(moved.resolve("0000000000000000000.segment")).as("discarded").doesNotExist();
        assertThat(moved.resolve("0000000000000000002.segment"))
                .as("not needed")
                .doesNotExist();
        try (HybridLog other = HybridLog.open(path, options(Layout.DIRECTORY, OpenMode.OPEN_EXISTING))) {
            assertThat(other.firstSequence()).isZero();
            assertThat(other.lastSequence()).isEqualTo(19);
            Records.verify(other, MOST_BYTES);
        }
        try (HybridLog first = HybridLog.open(moved, options(Layout.DIRECTORY, OpenMode.OPEN_EXISTING))) {
            assertThat(first.firstSequence()).isEqualTo(5);
            assertThat(first.lastSequence()).isEqualTo(9);
            Records.verify(first, MOST_BYTES);
        }
    }

    private static void fillTwo(HybridLog log) throws IOException {
        Records.append(log, 5, MOST_BYTES, Durability.each());
        log.sealTail();
        Records.append(log, 5, MOST_BYTES, Durability.each());
    }

    /** Whoever writes the directory locks that, and would not notice. */
    @Test
    void aSegmentOfADirectoryIsWrittenAsNoLogOfItsOwn() throws Exception {
        write(Layout.DIRECTORY, 5);
        Path segment = path.resolve("0000000000000000000.segment");
        assertThat(segment).exists();
        byte[] before = Files.readAllBytes(segment);
        for (Path one : List.of(segment, path.resolve("0000000000000000001.segment"))) {
            assertThatThrownBy(() -> HybridLog.open(
                            one, SmallLogs.options(Layout.SINGLE_FILE).build()))
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("name the directory");
        }
        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
        assertThat(path.resolve("0000000000000000001.segment")).doesNotExist();
    }

    /** A segment that is complete is opened by its path when it is read first, as it is after a close and an opening. */
    @ParameterizedTest
    @EnumSource
    void whoReadsASegmentOfOneThatWasReplacedIsTold(Layout layout) throws Exception {
        Path moved = path.resolveSibling("moved");
        for (OpenMode mode : List.of(OpenMode.OPEN_EXISTING, OpenMode.READ_ONLY)) {
            try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
                Records.append(log, 5, MOST_BYTES, Durability.each());
                log.sealTail();
                Records.append(log, 5, MOST_BYTES, Durability.each());
            }
            try (HybridLog log = HybridLog.open(path, options(layout, mode))) {
                Records.verify(log, 7, MOST_BYTES);
                awaitPrepared(log, mode);
                Files.move(path, moved);
                try (HybridLog other = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
                    Records.append(other, 5, MOST_BYTES, Durability.each());
                }
                for (Crew.Work read :
                        List.<Crew.Work>of(() -> log.read(2).release(), () -> log.read(2, Unpooled.buffer()), () -> {
                            try (LogCursor cursor = log.cursor(2)) {
                                cursor.next();
                            }
                        })) {
                    assertThatThrownBy(read::run)
                            .as("%s", mode)
                            .isInstanceOf(NotALogException.class)
                            .hasMessageContaining("has taken the place");
                }
                Records.verify(log, 7, MOST_BYTES);
            }
            LogImage.delete(path);
            LogImage.delete(moved);
        }
    }

    /** Its file is open, and it doesn't matter what became of the name. */
    @ParameterizedTest
    @EnumSource
    void damageOfOneThatWasMovedIsTold(Layout layout) throws Exception {
        Path moved = path.resolveSibling("moved");
        for (OpenMode mode : List.of(OpenMode.OPEN_EXISTING, OpenMode.READ_ONLY)) {
            try (HybridLog log = HybridLog.open(path, options(layout, OpenMode.CREATE_NEW))) {
                Records.append(log, 5, MOST_BYTES, Durability.each());
                log.sealTail();
            }
            try (HybridLog log = HybridLog.open(path, options(layout, mode))) {
                Records.verify(log, 2, MOST_BYTES);
                LogImage image = LogImage.of(path);
                image.zero(image.segments().get(0).place(), SegmentHeader.BYTES, 1_000);
                awaitPrepared(log, mode);
                Files.move(path, moved);
                assertDamaged(log, mode + ", nothing is there");
                HybridLog.open(path, options(layout, OpenMode.CREATE_NEW)).close();
                assertDamaged(log, mode + ", another one is there");
            }
            LogImage.delete(path);
            LogImage.delete(moved);
        }
    }

    /** Behind the look whether it is there, or behind one of the openings that follow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void oneThatIsMovedWhenItsNextSlotIsOpenedIsNotMadeAnew(int opening) throws Exception {
        Path moved = path.resolveSibling("moved");
        FaultSeam seam = new FaultSeam();
        try (HybridLog log =
                HybridLog.open(Environments.of(seam), path, options(Layout.SINGLE_FILE, OpenMode.CREATE_NEW))) {
            seam.bend("open", call -> call.file().equals(path.toString()), opening, 1, (call, real) -> {
                Object opened = real.make(call.copy());
                Files.move(path, moved);
                return opened;
            });
            assertThatThrownBy(() -> {
                        for (int segment = 0; segment < 10; segment++) {
                            Records.append(log, 5, MOST_BYTES, Durability.each());
                            log.sealTail();
                        }
                    })
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("not there any more");
            assertThat(seam.fired()).isEqualTo(1);
            assertThat(path).doesNotExist();
        }
    }

    /** Else its writer might put the file of its next segment into the directory that takes its place. */
    private void awaitPrepared(HybridLog log, OpenMode mode) {
        if (log.layout() == Layout.DIRECTORY && mode != OpenMode.READ_ONLY) {
            Crew.await(
                    "the next segment is prepared",
                    () -> countFiles() > log.segments().size());
        }
    }

    private long countFiles() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".segment")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertDamaged(HybridLog log, String what) {
        for (Crew.Work read :
                List.<Crew.Work>of(() -> log.read(2).release(), () -> log.read(2, Unpooled.buffer()), () -> {
                    try (LogCursor cursor = log.cursor(2)) {
                        cursor.next();
                    }
                })) {
            assertThatThrownBy(read::run).as(what).isInstanceOf(DamagedLogException.class);
        }
    }

    @Test
    void whoReadsOneWithoutRecordsIsTold() throws Exception {
        Files.createFile(path);
        try (HybridLog reader = HybridLog.open(path, readOnly());
                LogCursor cursor = reader.cursor(0)) {
            assertThat(cursor.next()).isFalse();
            Files.delete(path);
            assertThat(cursor.next()).as("nothing is there").isFalse();
            write(Layout.SINGLE_FILE, 1);

            assertThatThrownBy(cursor::next).isInstanceOf(NotALogException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLogOfTheOtherLayoutTakesItsPlaceToo(Layout other) throws Exception {
        write(other == Layout.DIRECTORY ? Layout.SINGLE_FILE : Layout.DIRECTORY, 5);
        try (HybridLog reader = HybridLog.open(path, readOnly());
                LogCursor cursor = reader.cursor(5)) {
            LogImage.delete(path);
            HybridLog.open(path, options(other, OpenMode.CREATE_NEW)).close();

            assertThatThrownBy(cursor::next)
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("has taken the place");
        }
    }

    /** As a copy does that keeps the file. */
    @ParameterizedTest
    @EnumSource
    void oneThatAnotherOneIsWrittenOverIsReplaced(Layout layout) throws Exception {
        Path other = path.resolveSibling("other");
        write(layout, 5);
        try (HybridLog log = HybridLog.open(other, options(layout, OpenMode.CREATE_NEW))) {
            Records.append(log, 9, MOST_BYTES, Durability.each());
        }
        try (HybridLog reader = HybridLog.open(path, readOnly());
                LogCursor cursor = reader.cursor(5)) {
            assertThat(cursor.next()).isFalse();
            LogSnapshot.of(other).putInto(path);

            assertThatThrownBy(cursor::next)
                    .isInstanceOf(NotALogException.class)
                    .hasMessageContaining("another log was written over");
        }
    }

    @Test
    void oneThatSomethingElseIsWrittenOverIsNone() throws Exception {
        write(Layout.SINGLE_FILE, 5);
        byte[] text = "what is this?\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        for (byte[] other : List.of(text, new byte[0])) {
            LogSnapshot whole = LogSnapshot.of(path);
            try (HybridLog reader = HybridLog.open(path, readOnly());
                    LogCursor cursor = reader.cursor(5)) {
                assertThat(cursor.next()).isFalse();
                Files.write(path, other);

                assertThatThrownBy(cursor::next).isInstanceOf(NotALogException.class);
            }
            whole.putBack();
        }
    }

    @Test
    void whoOpensItAtThatMomentReadsTheSecond() throws Exception {
        write(Layout.SINGLE_FILE, 5);
        AtomicInteger opened = new AtomicInteger();
        seam.bend(
                call -> call.name().equals("open") && call.file().equals(path.toString()),
                2, // Behind the one that the store keeps.
                1,
                (call, real) -> {
                    opened.incrementAndGet();
                    Files.delete(path);
                    write(Layout.SINGLE_FILE, 7);
                    return real.make(call.copy());
                });
        try (HybridLog reader = HybridLog.open(Environments.of(seam), path, readOnly());
                LogCursor cursor = reader.cursor(0)) {
            for (int i = 0; i < 7; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThat(cursor.next()).isFalse();
        }
        assertThat(opened).hasValue(1);
    }
}
