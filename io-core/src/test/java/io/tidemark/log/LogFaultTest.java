package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.background.Background;
import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.FaultSeam.Call;
import io.tidemark.file.OpenMode;
import io.tidemark.file.OpenResources;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.NativeIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A system call below a log fails at a certain step of its life. The error says what happened to which file; the log has
 * failed where something may be lost, and goes on where nothing is; reads go on; reopening gives all that was
 * acknowledged.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS) // More than a thousand forces in a test.
@Tag("no-disk")
class LogFaultTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;
    private static final Set<String> WRITES = Set.of("pwrite", "pwritev2", "msync", "fdatasync");

    private final Queue<Throwable> heard = new ConcurrentLinkedQueue<>();
    private HybridLog log;

    /** The calls that carry a record to the medium. */
    static Stream<Arguments> durableCalls() throws IOException {
        return LogTails.atHand()
                .flatMap(where -> callsOf(modeOf(where)).stream()
                        .flatMap(call -> Stream.of(1, 2, 7)
                                .map(nth -> Arguments.of(where.get()[0], where.get()[1], call, nth))));
    }

    /** Tails that are not only stored to. */
    static Stream<Arguments> calling() throws IOException {
        return LogTails.atHand().filter(where -> !callsOf(modeOf(where)).isEmpty());
    }

    /** Tails whose headers are written, not stored and forced as the records are. */
    static Stream<Arguments> writingHeaders() throws IOException {
        return calling().filter(where -> modeOf(where) != RangeMode.MAPPED);
    }

    static Stream<Arguments> mapped() throws IOException {
        return LogTails.atHand().filter(where -> modeOf(where) == RangeMode.MAPPED);
    }

    private static RangeMode modeOf(Arguments where) {
        return (RangeMode) where.get()[1];
    }

    private static List<String> callsOf(RangeMode mode) {
        return switch (mode) {
            case DIRECT -> List.of("pwritev2");
            case MAPPED -> List.of("msync");
            case BUFFERED, DAX_WRITE -> List.of("pwrite", "fdatasync");
            default -> List.of(); // Stores make no call.
        };
    }

    private LogOptions options(Layout layout, RangeMode mode) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(mode))
                .listener(new LogListener() {
                    @Override
                    public void onFailure(Throwable cause) {
                        heard.add(cause);
                    }
                })
                .build();
    }

    @AfterEach
    void theLogIsClosed() throws IOException {
        if (log != null) {
            log.close();
        }
    }

    /** A sealed segment, and records in the next one. */
    private void open(Layout layout, RangeMode mode) throws IOException {
        log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
        Records.append(log, 20, MOST_BYTES, Durability.each());
        log.sealTail();
        Records.append(log, 20, MOST_BYTES, Durability.each());
    }

    private boolean isInLog(Call call) {
        return call.file().startsWith(path.toString());
    }

    /** A call that writes or forces something of the segment with this number, before any slot is used again. */
    private Predicate<Call> writing(Layout layout, long number) {
        return call -> WRITES.contains(call.name())
                && isInLog(call)
                && (layout == Layout.DIRECTORY
                        ? call.file().endsWith(number + ".segment")
                        : call.name().startsWith("pwrite") && offsetOf(call) / MIB == number);
    }

    private static long offsetOf(Call call) {
        return call.number(3);
    }

    private Throwable appendUntilItFails(Durability durability) {
        return catchThrowable(() -> {
            for (int i = 0; i < 3_000; i++) {
                Records.append(log, 1, MOST_BYTES, durability);
            }
        });
    }

    private void assertNames(Throwable failure, int errno, String name) {
        assertThat(failure).isInstanceOf(NativeIoException.class);
        assertThat(((NativeIoException) failure).errno()).isEqualTo(errno);
        assertThat(failure).hasMessageContaining(path.toString()).hasMessageContaining(name);
    }

    /** Nothing is appended any more; what was acknowledged is read. */
    private void assertFailed() throws IOException {
        long acknowledged = log.durableSequence();
        seam.straighten();
        assertThatThrownBy(() -> log.append(Records.of(0, 10))).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::sealTail).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(() -> log.discardBefore(1)).isInstanceOf(LogFailedException.class);
        Crew.await("the listener hears of it", () -> !heard.isEmpty());
        assertReadable(acknowledged);
        Throwable closing = catchThrowable(log::close);
        assertThat(closing == null || closing instanceof IOException)
                .as("%s", closing)
                .isTrue();
        assertThat(heard).hasSize(1);
        seam.assertNothingHeld();
        assertThat(OpenResources.of(place.directory())).isEmpty();
    }

    private void assertReadable(long last) throws IOException {
        for (long sequence = log.firstSequence(); sequence <= last; sequence++) {
            Records.verify(log, sequence, MOST_BYTES);
        }
    }

    private void assertReopens(Layout layout, RangeMode mode, long first, long acknowledged) throws IOException {
        log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
        assertThat(log.firstSequence()).isLessThanOrEqualTo(first);
        assertThat(log.lastSequence()).isGreaterThanOrEqualTo(acknowledged);
        Records.verify(log, MOST_BYTES);
        Records.append(log, 800, MOST_BYTES, Durability.onDemand());
        log.force();
        Records.verify(log, MOST_BYTES);
    }

    /** Nothing was lost, so it goes on. */
    private void assertGoesOn(Layout layout, RangeMode mode) throws IOException {
        assertThat(heard).isEmpty();
        seam.straighten();
        Records.append(log, 800, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        Records.verify(log, MOST_BYTES);
        long first = log.firstSequence();
        long last = log.durableSequence();
        log.close();
        seam.assertNothingHeld();
        assertReopens(layout, mode, first, last);
    }

    @ParameterizedTest
    @MethodSource("durableCalls")
    void aRecordThatCannotBeWrittenOrForcedFailsTheLog(Layout layout, RangeMode mode, String call, int nth)
            throws IOException {
        open(layout, mode);
        seam.bend(call, made -> !FaultSeam.inBackground(true).test(made), nth, 1, FaultSeam.failing(Errno.EIO));
        Throwable failure = appendUntilItFails(Durability.each());
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(failure).isInstanceOf(MediaErrorException.class);
        assertNames(failure, Errno.EIO, "EIO");
        assertThat(failure).hasMessageContaining(call);
        long acknowledged = log.durableSequence();
        assertThat(acknowledged).isGreaterThanOrEqualTo(39);
        assertFailed();
        assertReopens(layout, mode, 0, acknowledged);
    }

    /** Nobody waits for it, so only what depends on it later can tell. */
    @ParameterizedTest
    @MethodSource("calling")
    void aSealThatFailsInTheBackgroundFailsTheLog(Layout layout, RangeMode mode) throws IOException {
        open(layout, mode);
        seam.bend(
                writing(layout, 1).or(call -> call.name().equals("msync")).and(FaultSeam.inBackground(true)),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
        Throwable failure = catchThrowable(log::sealTail);
        assertThat(seam.fired()).isPositive();
        assertThat(failure).isInstanceOf(LogFailedException.class).hasMessageContaining(path.toString());
        assertThat(rootMessage(failure)).contains("EIO");
        assertFailed();
        assertReopens(layout, mode, 0, 39);
    }

    @ParameterizedTest
    @MethodSource("calling")
    void aDiscardIsToldOfASealThatFails(Layout layout, RangeMode mode) throws IOException {
        open(layout, mode);
        long discarded = log.statistics().discardedSegments();
        seam.bend(
                writing(layout, 1).or(call -> call.name().equals("msync")).and(FaultSeam.inBackground(true)),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
        long rolls = log.statistics().rolls();
        while (log.statistics().rolls() == rolls) {
            Records.append(log, 1, MOST_BYTES, Durability.onDemand());
        }
        Throwable told = catchThrowable(() -> log.discardBefore(log.lastSequence()));
        assertThat(seam.fired()).isPositive();
        assertThat(told).isInstanceOf(LogFailedException.class);
        assertThat(log.statistics().discardedSegments()).isEqualTo(discarded);
        assertFailed();
    }

    /** It has passed all that it forces itself by then. */
    @ParameterizedTest
    @MethodSource("calling")
    void aSealThatFailsDuringTheCloseIsToldByThat(Layout layout, RangeMode mode) throws Exception {
        open(layout, mode);
        CountDownLatch isClosing = new CountDownLatch(1);
        FaultSeam.Bend failing = FaultSeam.failing(Errno.EIO);
        seam.bend(
                writing(layout, 1).or(call -> call.name().equals("msync")).and(FaultSeam.inBackground(true)),
                1,
                Long.MAX_VALUE,
                (call, real) -> {
                    isClosing.await();
                    return failing.apply(call, real);
                });
        long rolls = log.statistics().rolls();
        while (log.statistics().rolls() == rolls) {
            Records.append(log, 1, MOST_BYTES, Durability.onDemand());
        }
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread closer = new Thread(() -> told.set(catchThrowable(log::close)), "closer");
        closer.start();
        Crew.await("the close waits for the background", () -> waitsForBackground(closer));
        isClosing.countDown();
        closer.join();
        assertThat(seam.fired()).isPositive();
        assertThat(told.get()).isInstanceOf(LogFailedException.class);
        assertThat(rootMessage(told.get())).contains("EIO");
        log.close(); // Once is enough.
    }

    private static boolean waitsForBackground(Thread closer) {
        return Stream.of(closer.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Background.class.getName())
                        && frame.getMethodName().equals("close"));
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aNextSegmentThatCouldNotBePreparedOnceIsTriedAgain(Layout layout, RangeMode mode) throws IOException {
        for (int errno : new int[] {Errno.EIO, Errno.ENOSPC, Errno.EFBIG}) {
            seam.bend(
                    call -> call.name().equals("fallocate") && FaultSeam.isInBackground() && isOfNext(layout, call, 1),
                    1,
                    1,
                    FaultSeam.failing(errno));
            log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
            Crew.await("it could not be prepared", () -> seam.fired() == 1); // Who rolls first does it by itself.
            Records.append(log, 1_500, MOST_BYTES, Durability.onDemand());
            assertGoesOn(layout, mode);
            log.close();
            LogImage.delete(path);
        }
    }

    /** Before the roll has written anything: the append fails, and nothing else. */
    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aSegmentThatCannotBeAllocatedFailsTheAppendThatNeedsIt(Layout layout, RangeMode mode) throws IOException {
        for (int errno : new int[] {Errno.EIO, Errno.ENOSPC}) {
            seam.bend(
                    call -> call.name().equals("fallocate") && isOfNext(layout, call, 1),
                    1,
                    Long.MAX_VALUE,
                    FaultSeam.failing(errno));
            log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
            Throwable failure = appendUntilItFails(Durability.onDemand());
            assertThat(seam.fired()).isGreaterThan(1);
            assertNames(failure, errno, errno == Errno.EIO ? "EIO" : "ENOSPC");
            assertThat(failure instanceof DiskFullException).isEqualTo(errno == Errno.ENOSPC);
            assertThat(failure.getMessage())
                    .containsPattern("fallocate (failed for|of) \\d+ bytes at offset "
                            + (layout == Layout.DIRECTORY ? 0 : MIB) + "[:)]");
            long last = log.lastSequence();
            assertThat(last).isPositive();
            assertThat(log.force().durableSequence()).isEqualTo(last);
            Records.verify(log, MOST_BYTES);
            assertGoesOn(layout, mode);
            log.close();
            LogImage.delete(path);
        }
    }

    /** A full disk that an append or a force of the medium meets has lost something, and the log has failed at once. */
    @ParameterizedTest
    @MethodSource("durableCalls")
    void aFullDiskThatLosesRecordsFailsTheLog(Layout layout, RangeMode mode, String call, int nth) throws IOException {
        open(layout, mode);
        seam.bend(call, FaultSeam.inBackground(false), nth, 1, FaultSeam.failing(Errno.ENOSPC));
        Throwable failure = appendUntilItFails(Durability.each());
        assertThat(seam.fired()).isEqualTo(1);
        Crew.await("the log has failed, before anything else is tried", () -> heard.size() == 1);
        assertNames(failure, Errno.ENOSPC, "ENOSPC");
        assertThat(failure).isNotInstanceOf(DiskFullException.class);
        assertFailed();
    }

    private boolean isOfNext(Layout layout, Call call, long number) {
        return isInLog(call)
                && (layout == Layout.DIRECTORY
                        ? call.file().endsWith(number + ".segment")
                        : call.number(2) / MIB == number);
    }

    @ParameterizedTest(allowZeroInvocations = true) // DAX has no such tail.
    @MethodSource("mapped")
    void aNextSegmentThatCannotBeMappedFailsTheAppendThatNeedsIt(Layout layout, RangeMode mode) throws IOException {
        boolean[] isArmed = {false};
        seam.onlyWhen(() -> isArmed[0]);
        seam.bend(
                "mmap",
                call -> call.number(4) >= 0 && call.number(1) >= MIB,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.ENOMEM));
        log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
        Records.append(log, 800, MOST_BYTES, Durability.each()); // One was prepared by now.
        isArmed[0] = true;
        Throwable failure = appendUntilItFails(Durability.onDemand());
        assertThat(seam.fired()).isPositive();
        assertNames(failure, Errno.ENOMEM, "ENOMEM");
        assertThat(log.force().durableSequence()).isEqualTo(log.lastSequence());
        assertGoesOn(layout, mode);
    }

    /** The footer before it may have landed, so nobody knows how the segments stand. */
    @ParameterizedTest
    @MethodSource("writingHeaders")
    void aHeaderThatCannotBeWrittenFailsTheLog(Layout layout, RangeMode mode) throws IOException {
        for (int errno : new int[] {Errno.EIO, Errno.ENOSPC}) {
            heard.clear();
            log = HybridLog.open(Environments.of(seam), path, options(layout, mode));
            Records.append(log, 20, MOST_BYTES, Durability.each());
            boolean isPositional = mode != RangeMode.DIRECT;
            seam.bend(
                    writing(layout, 1)
                            .and(call -> call.name().equals(isPositional ? "pwrite" : "pwritev2")
                                    && offsetOf(call) % MIB == 0
                                    && (!isPositional || call.number(2) == 128)),
                    1,
                    1,
                    FaultSeam.failing(errno));
            Throwable failure = appendUntilItFails(Durability.each());
            assertThat(seam.fired()).isEqualTo(1);
            assertNames(failure, errno, errno == Errno.EIO ? "EIO" : "ENOSPC");
            long acknowledged = log.durableSequence();
            assertThat(acknowledged).isGreaterThan(20);
            assertFailed();
            assertReopens(layout, mode, 0, acknowledged);
            log.close();
            LogImage.delete(path);
        }
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aDiscardThatFailsIsToldAndMadeUpForByTheNext(Layout layout, RangeMode mode) throws IOException {
        List<String> calls = layout == Layout.DIRECTORY ? List.of("unlinkat", "fsync") : List.of("pwrite", "fdatasync");
        for (String call : calls) {
            open(layout, mode);
            log.sealTail();
            Records.append(log, 20, MOST_BYTES, Durability.each());
            seam.bend(call, made -> isOfDiscard(made), 1, 1, FaultSeam.failing(Errno.EIO));
            Throwable failure = catchThrowable(() -> log.discardBefore(20));
            assertThat(seam.fired()).isEqualTo(1);
            assertNames(failure, Errno.EIO, "EIO");
            assertThat(log.firstSequence()).isEqualTo(20);
            assertThatThrownBy(() -> log.read(0)).isInstanceOf(SequenceOutOfRangeException.class);
            Records.verify(log, MOST_BYTES);
            log.discardBefore(40);
            assertThat(log.firstSequence()).isEqualTo(40);
            assertGoesOn(layout, mode);
            assertThat(log.firstSequence()).isEqualTo(40);
            log.close();
            LogImage.delete(path);
        }
    }

    private boolean isOfDiscard(Call call) {
        return switch (call.name()) {
            case "unlinkat" -> call.file().endsWith(".segment");
            case "pwrite" -> call.number(2) == 128 && offsetOf(call) == 0;
            default -> isInLog(call) && !FaultSeam.inBackground(true).test(call);
        };
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aDiscardThatFailsByItselfIsMadeUpForAtTheNextSeal(Layout layout, RangeMode mode) throws IOException {
        LogOptions keeping = options(layout, mode).toBuilder()
                .retention(Retention.bytes(2 * MIB))
                .build();
        log = HybridLog.open(Environments.of(seam), path, keeping);
        Path first = path.resolve("0".repeat(19) + ".segment");
        seam.bend(
                layout == Layout.DIRECTORY ? "unlinkat" : "pwrite",
                made -> isOfDiscard(made)
                        && (layout == Layout.SINGLE_FILE || made.file().equals(first.toString())),
                1,
                1,
                FaultSeam.failing(Errno.EIO));
        for (int i = 0; i < 6; i++) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            log.sealTail();
            assertThat(seam.fired()).isEqualTo(i < 1 ? 0 : 1);
            assertThat(Files.exists(first))
                    .as("the first one's file after seal %d, of which the second discards it", i + 1)
                    .isEqualTo(layout == Layout.DIRECTORY && i < 2);
        }
        assertThat(log.firstSequence()).isEqualTo(50);
        assertGoesOn(layout, mode);
    }

    /** In slots, which their writer may use again meanwhile, it reads copies. */
    @ParameterizedTest
    @EnumSource
    void aReadThatFailsIsToldAndHoldsNothing(Layout layout) throws IOException {
        open(layout, RangeMode.BUFFERED);
        LogOptions readOnly = LogOptions.builder()
                .openMode(OpenMode.READ_ONLY)
                .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                .build();
        try (HybridLog reader = HybridLog.open(Environments.of(seam), path, readOnly)) {
            seam.bend(
                    call -> call.name().startsWith("pread") && isInLog(call),
                    1,
                    Long.MAX_VALUE,
                    FaultSeam.failing(Errno.EIO));
            assertNames(catchThrowable(() -> reader.read(3).release()), Errno.EIO, "EIO");
            assertThat(seam.fired()).isPositive();
            seam.straighten();
            Records.verify(reader, MOST_BYTES);
        }
    }
}
