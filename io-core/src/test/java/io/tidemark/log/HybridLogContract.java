package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.file.Crew;
import io.tidemark.file.OpenMode;
import io.tidemark.log.append.SegmentWriter;
import io.tidemark.log.append.WritersClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a log promises in either layout, about the records that are appended and read. */
abstract class HybridLogContract extends NewLog {
    @Test
    void aNewLogIsEmpty() throws IOException {
        assertThat(log.firstSequence()).isZero();
        assertThat(log.lastSequence()).isEqualTo(-1);
        assertThat(log.durableSequence()).isEqualTo(-1);
        try (LogCursor cursor = log.cursor(0)) {
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void timesOfAnySizeAreTaken() throws Exception {
        Records.append(log, 2, MOST_BYTES, Durability.each());
        try (LogCursor fromTheBeginning = log.cursor(Instant.MIN);
                LogCursor atTheEnd = log.cursor(Instant.MAX)) {
            assertThat(fromTheBeginning.nextSequence()).isZero();
            assertThat(atTheEnd.nextSequence()).isEqualTo(2);
            log.appendAsync(Records.of(2, MOST_BYTES));
            assertThat(atTheEnd.next(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
            assertThat(atTheEnd.next(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        }
        assertThat(Retention.age(Duration.ofSeconds(Long.MAX_VALUE))).isNotNull();
    }

    @Test
    void whatWasAppendedIsReadAndDurable() throws IOException {
        Records.append(log, 200, MOST_BYTES, Durability.each());
        assertThat(log.durableSequence()).isEqualTo(199);
        Records.verify(log, MOST_BYTES);
        reopen();
        assertThat(log.lastSequence()).isEqualTo(199);
        assertThat(log.durableSequence()).isEqualTo(199);
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void itGoesOnAfterEachOpeningAsIfItHadNeverBeenClosed() throws IOException {
        for (int round = 0; round < 5; round++) {
            Records.append(log, 300, MOST_BYTES, Durability.onDemand());
            reopen();
        }
        assertThat(log.lastSequence()).isEqualTo(1_499);
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void manySegmentsHoldAllRecords() throws IOException {
        Records.append(log, 5_000, MOST_BYTES, Durability.onDemand());
        assertThat(log.segments()).hasSizeGreaterThan(5);
        Records.verify(log, MOST_BYTES);
        for (int i = 0; i < 500; i++) {
            Records.verify(log, random.nextInt(5_000), MOST_BYTES);
        }
        reopen();
        Records.verify(log, MOST_BYTES);
        for (int i = 0; i < 500; i++) {
            Records.verify(log, random.nextInt(5_000), MOST_BYTES);
        }
    }

    @Test
    void recordsOfOneSizeAreFoundAndSoAreThoseThatAreNot() throws IOException {
        List<ByteBuf> appended = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            appended.add(Records.ofLength(i, i / 500 % 2 == 0 ? 1_024 : random.nextInt(2_000)));
        }
        log.append(appended, Durability.onDemand());
        for (int i = 0; i < 2_000; i++) {
            ByteBuf read = log.read(i);
            assertThat(read).isEqualTo(appended.get(i));
            read.release();
        }
    }

    @Test
    void aRecordOfAnotherSizeBehindThoseOfOneIsFoundAllTheSame() throws IOException {
        int[] lengths = {5_000, 5_000, 5_000, 40, 0, 3_000, 8};
        for (int i = 0; i < lengths.length; i++) {
            log.append(Records.ofLength(i, lengths[i]));
            for (int sequence = 0; sequence <= i; sequence++) {
                ByteBuf read = log.read(sequence);
                assertThat(read).isEqualTo(Records.ofLength(sequence, lengths[sequence]));
                read.release();
            }
        }
    }

    @Test
    void recordsOfOneSizeAreReadIntoMemoryOfSeveralParts() throws IOException {
        List<ByteBuf> appended = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            appended.add(Records.ofLength(i, 1_000));
        }
        log.append(appended);
        log.sealTail();
        log.append(appended);
        ByteBuf parts = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.directBuffer(600, 600).writeZero(600))
                .addComponent(true, Unpooled.buffer(600, 600).writeZero(600));
        for (ByteBuf target : List.of(parts, parts.slice(0, 1_100), parts.duplicate())) {
            for (int i = 0; i < 4_000; i += 1 + random.nextInt(20)) {
                log.read(i, target.clear());
                assertThat(target).as("record %d", i).isEqualTo(appended.get(i % 2_000));
            }
        }
        parts.release();
        appended.forEach(ByteBuf::release);
    }

    @Test
    void recordsAreReadIntoMemoryOfTheCallers() throws IOException {
        List<ByteBuf> appended = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            appended.add(Records.ofLength(i, i < 1_000 ? 1_024 : random.nextInt(2_000)));
        }
        log.append(appended);
        log.sealTail();
        log.append(appended);
        List<ByteBuf> targets = List.of(
                Unpooled.directBuffer(16),
                Unpooled.buffer(16),
                Unpooled.compositeBuffer().addComponent(true, Unpooled.directBuffer(8)));
        for (ByteBuf target : targets) {
            for (int i = 0; i < 4_000; i += 1 + random.nextInt(20)) {
                ByteBuf expected = appended.get(i % 2_000);
                assertThat(log.read(i, target.clear())).isEqualTo(expected.readableBytes());
                assertThat(target).as("record %d into an empty buffer", i).isEqualTo(expected);
                target.clear().writeInt(i);
                assertThat(log.read(i, target)).isEqualTo(expected.readableBytes());
                assertThat(target.readInt()).isEqualTo(i);
                assertThat(target).as("record %d behind others", i).isEqualTo(expected);
            }
            target.clear().writeInt(1);
            assertThatThrownBy(() -> log.read(4_000, target)).isInstanceOf(SequenceOutOfRangeException.class);
            assertThat(target.readableBytes()).isEqualTo(Integer.BYTES);
            target.release();
        }
    }

    @Test
    void theOrderOfWordsInBuffersOfTheCallersMakesNoDifference() throws IOException {
        for (ByteBuffer memory : List.of(ByteBuffer.allocate(3_000), ByteBuffer.allocateDirect(3_000))) {
            ByteBuf ordered = Unpooled.wrappedBuffer(memory.order(ByteOrder.LITTLE_ENDIAN));
            for (int length : new int[] {3, 8, 16, 16, 2_000}) {
                ByteBuf expected = Records.ofLength(length, length);
                long sequence = log.append(ordered.clear().writeBytes(expected, 0, length));
                assertThat(log.read(sequence, ordered.clear())).isEqualTo(length);
                assertThat(ByteBufUtil.equals(ordered, ordered.readerIndex(), expected, 0, length))
                        .as("record %d", sequence)
                        .isTrue();
                expected.release();
            }
        }
    }

    @Test
    void emptyAndHugeRecordsAreRecords() throws IOException {
        log.append(Unpooled.EMPTY_BUFFER);
        ByteBuf huge = Records.ofLength(1, 900_000);
        log.append(huge);
        log.append(huge);
        log.append(Unpooled.EMPTY_BUFFER);
        reopen();
        for (int sequence = 0; sequence < 4; sequence++) {
            ByteBuf read = log.read(sequence);
            assertThat(read).isEqualTo(sequence % 3 == 0 ? Unpooled.EMPTY_BUFFER : huge);
            read.release();
        }
    }

    @Test
    void aRecordThatFitsIntoNoSegmentIsRefusedAndNothingIsLost() throws IOException {
        log.append(Records.of(0, MOST_BYTES));
        assertThatThrownBy(() -> log.append(Unpooled.wrappedBuffer(new byte[MIB])))
                .isInstanceOf(RecordTooLongException.class)
                .hasMessageContaining("1048576 bytes");
        assertThat(log.append(Records.of(1, MOST_BYTES))).isEqualTo(1);
        Records.verify(log, MOST_BYTES);
    }

    /** The commonest mistake with such buffers, made by one of many threads. */
    @Test
    void aRecordThatWasReleasedIsRefusedAndTheLogGoesOn() throws IOException {
        ByteBuf released = Unpooled.directBuffer(8).writeLong(1);
        released.release();
        assertThatThrownBy(() -> log.append(released)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> log.append(List.of(Records.of(0, MOST_BYTES), released)))
                .isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> log.appendAsync(released)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> log.appendAsync(List.of(Records.of(0, MOST_BYTES), released)))
                .isInstanceOf(IllegalReferenceCountException.class);
        assertThat(log.lastSequence()).isEqualTo(-1);
        assertThat(log.append(Records.of(0, MOST_BYTES))).isZero();
    }

    @Test
    void aBatchWithARecordThatFitsIntoNoSegmentIsRefusedAsAWhole() throws IOException {
        List<ByteBuf> batch =
                List.of(Records.of(0, MOST_BYTES), Unpooled.wrappedBuffer(new byte[MIB]), Records.of(1, MOST_BYTES));
        assertThatThrownBy(() -> log.append(batch)).isInstanceOf(RecordTooLongException.class);
        assertThatThrownBy(() -> log.appendAsync(batch)).isInstanceOf(RecordTooLongException.class);
        assertThatThrownBy(() -> log.appendAsync(batch.get(1))).isInstanceOf(RecordTooLongException.class);
        assertThat(log.lastSequence()).isEqualTo(-1);
        assertThat(log.append(List.of())).isEqualTo(-1);
        Records.append(log, 3, MOST_BYTES, Durability.each());
        reopen();
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void theLongestRecordFits() throws IOException {
        int longest = SegmentWriter.maxLength(MIB);
        ByteBuf record = Records.ofLength(7, longest);
        for (int i = 0; i < 3; i++) {
            log.append(record);
        }
        assertThatThrownBy(() -> log.append(Records.ofLength(8, longest + 1)))
                .isInstanceOf(RecordTooLongException.class);
        reopen();
        for (int i = 0; i < 3; i++) {
            ByteBuf read = log.read(i);
            assertThat(read).isEqualTo(record);
            read.release();
        }
    }

    @Test
    void sequencesThatAreNotThereAreNamed() throws IOException {
        Records.append(log, 10, MOST_BYTES, Durability.each());
        assertThatThrownBy(() -> log.read(10))
                .isInstanceOf(SequenceOutOfRangeException.class)
                .hasMessageContaining("there is no sequence 10: the log holds 0 to 9");
        assertThatThrownBy(() -> log.cursor(-1)).isInstanceOf(SequenceOutOfRangeException.class);
        assertThatThrownBy(() -> log.cursor(11)).isInstanceOf(SequenceOutOfRangeException.class);
        assertThatThrownBy(() -> log.discardBefore(11)).isInstanceOf(SequenceOutOfRangeException.class);
    }

    @Test
    void aSealedTailIsReadThroughThePageCache() throws IOException {
        Records.append(log, 100, MOST_BYTES, Durability.each());
        log.sealTail();
        assertThat(log.segments()).hasSize(2);
        assertThat(log.segments().get(0).state()).isEqualTo(SegmentInfo.State.SEALED);
        assertThat(log.ranges(log.segments().get(0).number()))
                .isNotEmpty()
                .allMatch(range -> range.mode().isSealed());
        log.sealTail();
        assertThat(log.segments()).as("nothing to seal").hasSize(2);
        Records.verify(log, MOST_BYTES);
    }

    /** Its index is ahead of what can be read meanwhile. */
    @Test
    void whileABatchIsAppendedNothingIsFoundBehindTheEnd() throws IOException {
        Records.append(log, 10, MOST_BYTES, Durability.each());
        List<Long> found = new ArrayList<>();
        List<ByteBuf> batch = new AbstractList<>() {
            private int asked;

            @Override
            public ByteBuf get(int index) {
                if (asked++ == 1_900) { // Each is looked at once before the first is appended.
                    found.add(sequenceAt(Instant.now().plusSeconds(3_600)));
                }
                return Records.ofLength(0, 100);
            }

            @Override
            public int size() {
                return 1_000;
            }
        };
        log.append(batch);
        assertThat(found).containsExactly(10L);
    }

    private long sequenceAt(Instant time) {
        try {
            return log.sequenceAt(time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoAcknowledgesSleepsAfterAnInterrupt() throws Exception {
        CompletableFuture<Thread> acknowledging = new CompletableFuture<>();
        log.appendAsync(Records.of(0, MOST_BYTES)).thenRun(() -> {
            acknowledging.complete(Thread.currentThread());
            Thread.currentThread().interrupt();
        });
        Thread thread = acknowledging.get(30, TimeUnit.SECONDS);
        if (thread == Thread.currentThread()) {
            assertThat(Thread.interrupted()).isTrue(); // It was durable before anybody depended on it.
            return;
        }
        Crew.await("it has forgotten that, or it would not sleep", () -> !thread.isInterrupted());
        assertThat(log.appendAsync(Records.of(1, MOST_BYTES))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .isEqualTo(1);
    }

    @Test
    void recordsAreFoundByTheTimeOfTheirAppend() throws Exception {
        Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
        TimeUnit.MILLISECONDS.sleep(20); // The writer's clock goes by milliseconds, and may lag behind by some.
        Instant middle = Instant.now();
        Crew.await("the writer's clock is past it", () -> WritersClock.isPast(middle));
        Records.append(log, 1_000, MOST_BYTES, Durability.onDemand());
        reopen();
        try (LogCursor cursor = log.cursor(middle)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.sequence()).isEqualTo(1_000);
        }
        try (LogCursor cursor = log.cursor(Instant.EPOCH)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.sequence()).isZero();
        }
        try (LogCursor cursor = log.cursor(Instant.now().plusSeconds(60))) {
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void theSequenceOfATimeIsTheFirstOneFromThereOn() throws IOException {
        assertThat(log.sequenceAt(Instant.EPOCH)).as("in an empty log").isZero();
        long[] timestamps = {1_000, 3_000, 2_000, 5_000};
        for (long timestamp : timestamps) {
            log.append(Records.ofLength(timestamp, 100), timestamp);
        }
        for (int round = 0; round < 2; round++) {
            assertThat(log.sequenceAt(Instant.MIN)).isZero();
            assertThat(log.sequenceAt(Instant.ofEpochMilli(1))).isZero();
            assertThat(log.sequenceAt(Instant.ofEpochMilli(2)))
                    .as("the clock was set back behind it")
                    .isEqualTo(1);
            assertThat(log.sequenceAt(Instant.ofEpochMilli(4))).isEqualTo(3);
            assertThat(log.sequenceAt(Instant.ofEpochMilli(6)))
                    .as("none")
                    .isEqualTo(log.lastSequence() + 1)
                    .isEqualTo(4);
            log.sealTail();
        }
    }

    @Test
    void aCursorInFrontOfATimeShowsWhatIsDurableIfNoMoreIsWanted() throws IOException {
        Records.append(log, 10, MOST_BYTES, Durability.onDemand());
        try (LogCursor all = log.cursor(Instant.EPOCH, Visibility.APPENDED);
                LogCursor durable = log.cursor(Instant.EPOCH, Visibility.DURABLE)) {
            assertThat(all.next()).isTrue();
            assertThat(durable.next()).isFalse();
            log.force();
            assertThat(durable.next()).isTrue();
            assertThat(durable.sequence()).isZero();
        }
    }

    @Test
    void manyThreadsAppendDurablyWithNoMoreForcesThanRecords() throws Exception {
        int threads = 8;
        int each = 200;
        Crew crew = new Crew();
        ConcurrentLinkedQueue<Long> sequences = new ConcurrentLinkedQueue<>();
        try (crew) {
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(crew.once("appender " + t, () -> {
                    for (int i = 0; i < each; i++) {
                        long sequence = log.append(
                                Unpooled.copyLong(i),
                                i % 2 == 0 ? Durability.each() : Durability.group(Duration.ofNanos(100_000), MIB));
                        assertThat(log.durableSequence()).isGreaterThanOrEqualTo(sequence);
                        sequences.add(sequence);
                    }
                }));
            }
            for (Thread thread : all) {
                thread.join();
            }
        }
        assertThat(sequences).doesNotHaveDuplicates().hasSize(threads * each);
        assertThat(log.lastSequence()).isEqualTo((long) threads * each - 1);
        assertThat(log.statistics().forces()).isBetween(1L, (long) threads * each);
    }

    @Test
    void asynchronousAppendsCompleteInOrderOnceTheyAreDurable() throws Exception {
        List<Long> completed = new ArrayList<>();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            stages.add(log.appendAsync(Records.of(i, MOST_BYTES))
                    .thenAccept(sequence -> {
                        assertThat(log.durableSequence()).isGreaterThanOrEqualTo(sequence);
                        completed.add(sequence);
                    })
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(completed)
                .isEqualTo(IntStream.range(0, 5_000).mapToObj(i -> (long) i).toList());
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void closingCompletesWhatIsPending() throws Exception {
        List<CompletableFuture<Long>> stages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stages.add(log.appendAsync(Records.of(i, MOST_BYTES)).toCompletableFuture());
        }
        reopen();
        assertThat(stages).allSatisfy(stage -> assertThat(stage).isCompleted());
        Records.verify(log, MOST_BYTES);
    }

    @Test
    void openModesAreKept() throws IOException {
        log.close();
        assertThatThrownBy(() -> HybridLog.open(
                        path, options().openMode(OpenMode.CREATE_NEW).build()))
                .isInstanceOf(FileAlreadyExistsException.class);
        Path other = path.resolveSibling("other");
        assertThatThrownBy(() -> HybridLog.open(
                        other, options().openMode(OpenMode.OPEN_EXISTING).build()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> HybridLog.open(
                        other, options().openMode(OpenMode.READ_ONLY).build()))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(other).doesNotExist();
    }

    @Test
    void layoutAndSizeOfSegmentsAreTheLogsWhateverTheOptionsSay() throws IOException {
        assertThat(log.segmentBytes()).as("before anything is begun").isEqualTo(MIB);
        assertThat(log.longestRecordBytes())
                .isEqualTo(LogOptions.builder().segmentBytes(MIB).build().longestRecordBytes());
        Records.append(log, 1, MOST_BYTES, Durability.onDemand());
        log.close();
        Layout other = layout() == Layout.DIRECTORY ? Layout.SINGLE_FILE : Layout.DIRECTORY;
        for (OpenMode mode : new OpenMode[] {OpenMode.READ_ONLY, OpenMode.CREATE_OR_OPEN}) {
            log = HybridLog.open(
                    path,
                    options().layout(other).segmentBytes(4 * MIB).openMode(mode).build());
            assertThat(log.layout()).isEqualTo(layout());
            assertThat(log.segmentBytes()).isEqualTo(MIB);
            if (mode == OpenMode.READ_ONLY) {
                log.close();
            }
        }
        Records.append(log, 2_000, MOST_BYTES, Durability.onDemand());
        assertThat(log.segments()).allMatch(segment -> segment.lengthBytes() <= MIB);
    }

    @Test
    void anArgumentThatIsNullIsNamedBeforeAnythingIsDone() throws Exception {
        try (LogCursor cursor = log.cursor(0)) {
            assertNamed("durability", () -> log.append(Unpooled.EMPTY_BUFFER, null));
            assertNamed("durability", () -> log.append(List.of(Unpooled.EMPTY_BUFFER), null));
            assertNamed("records", () -> log.append((List<ByteBuf>) null));
            assertNamed("records", () -> log.appendAsync((List<ByteBuf>) null));
            assertNamed("visibility", () -> log.cursor(0, null));
            assertNamed("time", () -> log.cursor(null));
            assertThat(log.lastSequence()).isEqualTo(-1);
            log.append(Unpooled.EMPTY_BUFFER);
            assertNamed("timeout", () -> cursor.next(null));
            assertNamed("timeout", () -> log.awaitDurable(0, null));
            assertThat(cursor.next()).isTrue();
        }
        assertNamed("path", () -> HybridLog.open(null, options().build()));
        assertNamed("options", () -> HybridLog.open(path, null));
    }

    private static void assertNamed(String argument, Crew.Work call) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }

    @Test
    void noRecordIsNoEmptyOne() throws IOException {
        Crew.Work[] appends = {
            () -> log.append((ByteBuf) null),
            () -> log.append(Collections.singletonList(null)),
            () -> log.append((ByteBuf) null, Durability.onDemand()),
            () -> log.appendAsync((ByteBuf) null),
            () -> log.appendAsync(Collections.singletonList(null))
        };
        for (int i = 0; i < appends.length; i++) {
            assertThatThrownBy(appends[i]::run)
                    .as("call %d", i)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("record");
        }
        assertThat(log.append(Unpooled.EMPTY_BUFFER)).isZero();
    }
}
