package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.file.OpenMode;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many sequences in one call, from segments of every kind, what is wrong with one of them, and what goes on meanwhile. */
@Tag("one-dax")
class ReadManyTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int RECORD_BYTES = 1_000;

    /** Sealed segments in each mode, in each layout. */
    enum Kind {
        CACHED_SLOTS(Layout.SINGLE_FILE, RangeMode.CACHED),
        CACHED_FILES(Layout.DIRECTORY, RangeMode.CACHED),
        MAPPED_SLOTS(Layout.SINGLE_FILE, RangeMode.CACHED_MAPPED),
        MAPPED_FILES(Layout.DIRECTORY, RangeMode.CACHED_MAPPED),
        BLOCKS(Layout.SINGLE_FILE, RangeMode.BLOCK_CACHED);

        private final Layout layout;
        private final RangeMode sealed;

        Kind(Layout layout, RangeMode sealed) {
            this.layout = layout;
            this.sealed = sealed;
        }
    }

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final CountingAllocator allocator = new CountingAllocator();

    private HybridLog log;

    @BeforeEach
    void printSeed() {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
    }

    @AfterEach
    void noBufferIsLeft() throws IOException {
        log.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private static LogOptions.Builder options(Kind kind) {
        return LogOptions.builder()
                .layout(kind.layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .sealed(ModeChoice.require(kind.sealed));
    }

    /** Records of one size in some sealed segments and the tail. */
    private void openWithRecords(Kind kind, int count) throws IOException {
        log = HybridLog.open(path, options(kind).allocator(allocator).build());
        log.append(IntStream.range(0, count)
                .mapToObj(i -> Records.ofLength(i, RECORD_BYTES))
                .toList());
        assertThat(log.segments()).hasSizeGreaterThan(2);
    }

    private long[] randomSequences(int count) {
        return random.longs(count, log.firstSequence(), log.lastSequence() + 1).toArray();
    }

    /** Notes which ones are given, and that they are what was appended. */
    private static RecordConsumer verifyingInto(List<Long> given) {
        return (sequence, payload) -> {
            Records.assertIs(Records.ofLength(sequence, RECORD_BYTES), payload, sequence);
            given.add(sequence);
        };
    }

    private static List<Long> listOf(long... sequences) {
        return LongStream.of(sequences).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource
    void recordsAreGivenInTheOrderInWhichTheyAreNamed(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        for (int count : new int[] {0, 1, 2, 31, 32, 33, 1_000}) {
            long[] sequences = randomSequences(count);
            if (count > 1) {
                sequences[1] = sequences[0];
            }
            List<Long> given = new ArrayList<>();
            log.read(sequences, verifyingInto(given));
            assertThat(given).isEqualTo(listOf(sequences));
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfAnySizeAreGiven(Kind kind) throws IOException {
        log = HybridLog.open(path, options(kind).allocator(allocator).build());
        List<ByteBuf> appended = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int part = i / 600;
            int length = part == 0 ? 0 : part == 1 ? 1_000 : part == 2 ? random.nextInt(3_000) : part * 500;
            appended.add(Records.ofLength(i, length));
        }
        appended.add(Records.ofLength(3_000, 200_000));
        appended.add(Records.ofLength(3_001, 200_000));
        log.append(appended);
        RecordConsumer verifying =
                (sequence, payload) -> Records.assertIs(appended.get((int) sequence), payload, sequence);
        log.read(randomSequences(5_000), verifying);
        log.read(new long[] {3_001, 3_000, 0, 3_001}, verifying);
    }

    @ParameterizedTest
    @EnumSource
    void thoseOfOneSizeTakeNoBufferOfTheirOwn(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        long[] sequences = randomSequences(500);
        int before = allocator.directBuffers();
        log.read(sequences, (sequence, payload) -> {});
        assertThat(allocator.directBuffers() - before).isZero();
        log.read(sequences[0]).release();
        boolean isCopied = kind.sealed == RangeMode.CACHED;
        assertThat(!isCopied || allocator.directBuffers() > before)
                .as("counted")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereIsNamedOnceAllInFrontOfItIsGiven(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        for (long missing : new long[] {-1, 4_000, Long.MIN_VALUE, Long.MAX_VALUE}) {
            long[] sequences = {7, 3_999, missing, 8};
            List<Long> given = new ArrayList<>();
            assertThatThrownBy(() -> log.read(sequences, verifyingInto(given)))
                    .isInstanceOf(SequenceOutOfRangeException.class)
                    .hasMessageContaining("there is no sequence " + missing);
            assertThat(given).isEqualTo(listOf(7, 3_999));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedRecordIsNamedOnceAllInFrontOfItIsGiven(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        int damaged = 100;
        SegmentInfo first = log.segments().get(0);
        long recordBytes = RecordLayout.recordBytes(RECORD_BYTES);
        log.close();
        try (RandomAccessFile file = new RandomAccessFile(first.path().toFile(), "rw")) {
            long at = first.offset() + damaged * recordBytes + 1_500;
            file.seek(at);
            int was = file.read();
            file.seek(at);
            file.write(was ^ 1);
        }
        log = HybridLog.open(path, options(kind).allocator(allocator).build());
        List<Long> sound = new ArrayList<>();
        long met = firstThatCannotBeRead();
        assertThat(met).as("where the byte was flipped").isBetween(damaged - 2L, damaged + 2L);
        assertThatThrownBy(() -> log.read(new long[] {5, 3_000, 6, met, 7}, verifyingInto(sound)))
                .isInstanceOfSatisfying(
                        DamagedLogException.class, e -> assertThat(e.sequence()).isEqualTo(met));
        assertThat(sound).isEqualTo(listOf(5, 3_000, 6));
    }

    private long firstThatCannotBeRead() throws IOException {
        for (long sequence = 0; sequence <= log.lastSequence(); sequence++) {
            try {
                log.read(sequence).release();
            } catch (DamagedLogException e) {
                return sequence;
            }
        }
        throw new AssertionError("nothing is damaged");
    }

    @ParameterizedTest
    @EnumSource
    void theConsumerMayDiscardWhatIsStillToBeRead(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        long[] sequences = LongStream.range(0, 500).toArray();
        List<Long> given = new ArrayList<>();
        RecordConsumer verifying = verifyingInto(given);
        assertThatThrownBy(() -> log.read(sequences, (sequence, payload) -> {
                    verifying.accept(sequence, payload);
                    if (sequence == 10) {
                        log.discardBefore(3_500);
                    }
                }))
                .isInstanceOfSatisfying(
                        SequenceOutOfRangeException.class,
                        e -> assertThat(e.getMessage()).contains("there is no sequence " + given.size()));
        assertThat(given.size()).as("what was copied before").isBetween(11, 64);
        assertThat(given).isEqualTo(listOf(LongStream.range(0, given.size()).toArray()));
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void theConsumerMayCloseTheLog(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        List<Long> given = new ArrayList<>();
        RecordConsumer verifying = verifyingInto(given);
        assertThatThrownBy(() -> log.read(randomSequences(500), (sequence, payload) -> {
                    verifying.accept(sequence, payload);
                    log.close();
                }))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(given).hasSizeBetween(1, 64);
        assertThatThrownBy(() -> log.read(new long[0], verifying)).isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void theConsumerMayReadAndAppend(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        List<Long> given = new ArrayList<>();
        RecordConsumer verifying = verifyingInto(given);
        log.read(new long[] {1, 2, 3}, (sequence, payload) -> {
            log.read(new long[] {sequence + 1_000, sequence + 3_000}, verifying);
            log.append(Records.ofLength(log.lastSequence() + 1, RECORD_BYTES));
            verifying.accept(sequence, payload);
        });
        assertThat(given).isEqualTo(listOf(1_001, 3_001, 1, 1_002, 3_002, 2, 1_003, 3_003, 3));
        log.read(new long[] {4_002}, verifying);
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void whatTheConsumerThrowsEndsTheCall(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        List<Long> given = new ArrayList<>();
        RecordConsumer verifying = verifyingInto(given);
        for (Exception thrown : List.of(new IOException("full"), new IllegalStateException("enough"))) {
            given.clear();
            assertThatThrownBy(() -> log.read(new long[] {9, 8, 7}, (sequence, payload) -> {
                        verifying.accept(sequence, payload);
                        if (sequence == 8 && thrown instanceof IOException e) {
                            throw e;
                        } else if (sequence == 8) {
                            throw (RuntimeException) thrown;
                        }
                    }))
                    .isSameAs(thrown);
            assertThat(given).isEqualTo(listOf(9, 8));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void payloadsThatAreRetainedStayWhatTheyWere(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        long[] sequences = randomSequences(200);
        List<ByteBuf> kept = new ArrayList<>();
        log.read(sequences, (sequence, payload) -> kept.add(payload.retain()));
        log.read(randomSequences(200), verifyingInto(new ArrayList<>()));
        for (int i = 0; i < sequences.length; i++) {
            assertThat(kept.get(i))
                    .as("retained, number %d", i)
                    .isEqualTo(Records.ofLength(sequences[i], RECORD_BYTES));
        }
        kept.forEach(ByteBuf::release);
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void aPayloadThatIsKeptOrReleasedByMistakeHarmsNoOtherCall(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        List<ByteBuf> kept = new ArrayList<>();
        log.read(new long[] {5}, (sequence, payload) -> kept.add(payload.retain()));
        log.read(new long[] {6}, (sequence, payload) -> kept.add(payload.retain()));
        assertThatThrownBy(() -> log.read(new long[] {7, 8}, (sequence, payload) -> payload.release()))
                .isInstanceOf(IllegalReferenceCountException.class);
        List<Long> given = new ArrayList<>();
        log.read(randomSequences(100), verifyingInto(given));
        assertThat(given).hasSize(100);
        assertThat(kept.get(0)).isEqualTo(Records.ofLength(5, RECORD_BYTES));
        assertThat(kept.get(1)).isEqualTo(Records.ofLength(6, RECORD_BYTES));
        kept.forEach(ByteBuf::release);
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED_FILES", "MAPPED_SLOTS"})
    void argumentsThatAreNullAreNamed(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        assertThatThrownBy(() -> log.read(null, (sequence, payload) -> {})).hasMessage("sequences");
        assertThatThrownBy(() -> log.read(new long[0], null)).hasMessage("consumer");
    }

    /**
     * A reader in another process doesn't hold back whoever uses a slot again, so what it copied may be something else. Files
     * and blocks that it has stay as they were.
     */
    @ParameterizedTest
    @EnumSource(names = {"CACHED_SLOTS", "MAPPED_SLOTS"})
    void ofAPlaceThatIsUsedAgainElsewhereNothingIsGiven(Kind kind) throws IOException {
        openWithRecords(kind, 4_000);
        LogOptions readOnly = options(kind).openMode(OpenMode.READ_ONLY).build();
        try (HybridLog reader = HybridLog.open(path, readOnly)) {
            long[] sequences = LongStream.range(0, 4_000).toArray();
            List<Long> given = new ArrayList<>();
            reader.read(sequences, verifyingInto(given));
            assertThat(given).hasSize(4_000);
            log.discardBefore(3_999);
            for (int i = 4_000; i < 9_000; i++) {
                log.append(Records.ofLength(i, RECORD_BYTES), Durability.onDemand());
            }
            log.force();
            given.clear();
            assertThatThrownBy(() -> reader.read(sequences, verifyingInto(given)))
                    .isInstanceOf(SequenceOutOfRangeException.class);
            assertThat(given).isEqualTo(listOf(LongStream.range(0, given.size()).toArray()));
        }
    }
}
