package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A force that takes as long as the test likes: what an append does meanwhile, and what becomes of both. */
class ForceUnderWayTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final int RING = 4 * BORDER;
    private static final long PATIENCE_SECONDS = 30;

    /** So long who gives way to a force does nothing, at least, if that takes longer. */
    private static final long GIVES_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<DurabilityReceipt> receipt = new AtomicReference<>();
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    private long start;

    @AfterEach
    void letTheForceGoOn() {
        goOn.countDown();
    }

    private static HybridFileOptions options(RangeMode mode, Sealing sealing) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .sealing(sealing)
                .borderBytes(BORDER)
                .tailBufferBytes(RING)
                .growthBytes(64 * BORDER)
                .build();
    }

    private void open(RangeMode mode, Sealing sealing) throws IOException {
        TailModes.need(mode);
        file = HybridFile.open(seam.posix(), place.file(), options(mode, sealing));
        start = file.dataOffset();
        append(700);
        file.force();
    }

    private void append(int length) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), length));
    }

    private static String call(RangeMode mode) {
        return switch (mode) {
            case DIRECT -> "pwritev2";
            case MAPPED -> "msync";
            default -> "fdatasync";
        };
    }

    /** The next force stops before its system call until it may go on, and then does it, or fails with an errno. */
    private void holdUp(RangeMode mode, int errno) {
        seam.bend(call(mode), FaultSeam.inBackground(false), 1, 1, (call, real) -> {
            begun.countDown();
            if (!goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let the force go on");
            }
            if (errno != 0) {
                throw new ErrnoException(call.name(), errno);
            }
            return real.make(call.copy());
        });
    }

    private Thread forceInCrew(Crew crew) throws InterruptedException {
        Thread forcer = crew.once("forcer", () -> {
            try {
                receipt.set(file.force());
            } catch (IOException e) {
                refusal.set(e);
            }
        });
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the force is under way")
                .isTrue();
        return forcer;
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(thread.isAlive()).isFalse();
    }

    private static void awaitWaiting(Thread thread) {
        Crew.await(thread.getName() + " waits", () -> thread.getState() == Thread.State.WAITING);
    }

    private void assertReadable(long end) throws IOException {
        Pattern.verify(file, start, (int) (end - start));
    }

    /** JVM-made write-back is no system call, so nothing holds it up. */
    static Stream<RangeMode> modes() throws IOException {
        return TailModes.atHand().stream().filter(mode -> mode != RangeMode.DAX_MAPPED);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void appendsReturnWhileAForceIsHeldUpAndItClaimsNothingOfThem(RangeMode mode) throws Exception {
        open(mode, Sealing.CONTINUOUS);
        append(1000);
        long covered = file.endOffset();
        holdUp(mode, 0);
        long end;
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            for (int i = 0; i < 200; i++) {
                append(1001); // Together more than the half of the ring, at which an append forces by itself.
            }
            end = file.endOffset();
            assertThat(end - start).isBetween(RING / 2L, (long) RING);
            assertThat(file.durableOffset()).isLessThan(covered);
            assertReadable(end);
            assertThat(forcer.isAlive()).isTrue();
            goOn.countDown();
            join(forcer);
        }
        assertThat(refusal).hasValue(null);
        assertThat(receipt.get().durableOffset()).isEqualTo(covered);
        assertThat(file.durableOffset()).isEqualTo(covered);
        assertThat(file.force().durableOffset()).isEqualTo(end);
        assertThat(seam.fired()).isEqualTo(1);
        try (Outsider outsider = new Outsider(place.file())) {
            outsider.verify(start, end);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void appendsReturnWhileASealBelowTheEndIsHeldUp(RangeMode mode) throws Exception {
        open(mode, Sealing.ON_REQUEST);
        append(2 * BORDER);
        holdUp(mode, 0);
        try (Crew crew = new Crew()) {
            Thread sealer = crew.once("sealer", () -> file.seal(start + BORDER));
            assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            append(5000);
            assertThat(file.tailOffset()).isEqualTo(start);
            goOn.countDown();
            join(sealer);
        }
        assertThat(file.tailOffset()).isEqualTo(start + BORDER);
        assertThat(seam.fired()).isEqualTo(1);
        assertReadable(file.endOffset());
    }

    @Tag("no-dax")
    @Test
    void aColdScanGivesWayButNotForEver() throws Exception {
        int sealed = 16 * BORDER;
        open(RangeMode.DIRECT, Sealing.ON_REQUEST);
        append(sealed);
        file.seal(start + sealed);
        append(1000);
        holdUp(RangeMode.DIRECT, 0);
        ByteBuf target = Unpooled.directBuffer(BORDER);
        Scan scan = new Scan();
        seam.bend(call -> scan.isOwn(), 1, Long.MAX_VALUE, scan::note);
        try (Crew crew = new Crew()) {
            forceInCrew(crew);
            Thread scanner = crew.once("scanner", () -> {
                scan.thread = Thread.currentThread();
                for (int at = 0; at < sealed; at += BORDER) {
                    scan.wanted = start + at + BORDER;
                    file.readAt(start + at, target.clear(), BORDER);
                }
            });
            join(scanner);
            goOn.countDown();
        } finally {
            target.release();
        }
        assertThat(scan.pauses)
                .isNotEmpty()
                .allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(GIVES_WAY_NANOS));
    }

    /** What one thread asks for that it doesn't want yet, and how long it made no call in front of that. */
    private static final class Scan {
        private final List<Long> pauses = new ArrayList<>();
        private volatile Thread thread;
        private long wanted;
        private long lastEnd;
        private long longest;

        boolean isOwn() {
            return Thread.currentThread() == thread;
        }

        Object note(FaultSeam.Call call, FaultSeam.Real real) throws Throwable {
            longest = Math.max(longest, System.nanoTime() - lastEnd);
            if (call.name().equals("readahead")) {
                if (call.number(1) >= wanted) {
                    pauses.add(longest);
                }
                longest = 0;
            }
            Object result = real.make(call.copy());
            lastEnd = System.nanoTime();
            return result;
        }
    }

    @Tag("no-dax")
    @Test
    void spaceThatNobodyWaitsForIsPreparedAfterTheForce() throws Exception {
        TailModes.need(RangeMode.DIRECT);
        int growth = 64 * BORDER;
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealing(Sealing.ON_REQUEST)
                .tailBufferBytes(growth)
                .growthBytes(growth)
                .build();
        file = HybridFile.open(seam.posix(), place.file(), options);
        append(700);
        holdUp(RangeMode.DIRECT, 0);
        AtomicLong firstEnd = new AtomicLong();
        AtomicLong secondBegin = new AtomicLong();
        CountDownLatch mayPrepare = new CountDownLatch(1);
        seam.bend("pwrite", FaultSeam.inBackground(true), 1, 1, (call, real) -> {
            Object result = real.make(call.copy());
            firstEnd.set(System.nanoTime());
            return result;
        });
        seam.bend("pwrite", FaultSeam.inBackground(true), 1, 1, (call, real) -> {
            secondBegin.set(System.nanoTime());
            mayPrepare.await();
            return real.make(call.copy());
        });
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            append(growth / 2 + BORDER);
            Crew.await("the background goes on all the same", () -> secondBegin.get() != 0);
            assertThat(secondBegin.get() - firstEnd.get()).isGreaterThanOrEqualTo(GIVES_WAY_NANOS);
            assertThat(file.statistics().preparedBytes()).isEqualTo(growth);
            goOn.countDown();
            join(forcer);
            mayPrepare.countDown();
            Crew.await("it goes on", () -> file.statistics().preparedBytes() > growth);
        } finally {
            mayPrepare.countDown();
        }
        assertThat(seam.fired()).isEqualTo(3);
    }

    @Tag("no-dax")
    @Test
    void anAppendThatFindsTheRingFullWaitsForTheForceUnderWayAndGoesOn() throws Exception {
        open(RangeMode.DIRECT, Sealing.CONTINUOUS);
        append(1000);
        long covered = file.endOffset();
        holdUp(RangeMode.DIRECT, 0);
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            append(RING / 2);
            long end = file.endOffset();
            Thread appender = crew.once("appender", () -> append(3 * RING));
            awaitWaiting(appender);
            assertThat(file.endOffset()).as("nothing half is seen").isEqualTo(end);
            assertReadable(end);
            goOn.countDown();
            join(forcer);
            join(appender);
        }
        assertThat(receipt.get().durableOffset()).isEqualTo(covered);
        assertThat(file.endOffset()).isEqualTo(covered + RING / 2 + 3 * RING);
        assertReadable(file.endOffset());
        assertThat(file.force().durableOffset()).isEqualTo(file.endOffset());
        assertThat(seam.fired()).isEqualTo(1);
        try (Outsider outsider = new Outsider(place.file())) {
            outsider.verify(start, file.endOffset());
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aForceThatFailsWhileAnAppendIsUnderWayFailsBothSides(RangeMode mode) throws Exception {
        open(mode, Sealing.CONTINUOUS);
        long acknowledged = file.durableOffset();
        append(1000);
        holdUp(mode, Errno.EIO);
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            append(3000);
            goOn.countDown();
            join(forcer);
        }
        assertThat(refusal.get()).isInstanceOf(MediaErrorException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertFailedFor(acknowledged);
        file.close();
        file = HybridFile.open(seam.posix(), place.file(), options(mode, Sealing.CONTINUOUS));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertReadable(acknowledged);
    }

    @Tag("no-dax")
    @Test
    void anAppendThatWaitsForAForceThatFailsIsRefused() throws Exception {
        open(RangeMode.DIRECT, Sealing.CONTINUOUS);
        long acknowledged = file.durableOffset();
        append(1000);
        holdUp(RangeMode.DIRECT, Errno.EIO);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            Thread appender = crew.once("appender", () -> refused.set(catchOf(() -> append(2 * RING))));
            awaitWaiting(appender);
            goOn.countDown();
            join(forcer);
            join(appender);
        }
        assertThat(refused.get()).isInstanceOf(WriterFailedException.class).hasCause(refusal.get());
        assertThat(seam.fired()).isEqualTo(1);
        assertFailedFor(acknowledged);
    }

    /** The force comes after the append's own writing out: it would find the bytes in the ring, and write them again. */
    @Tag("no-dax")
    @Test
    void aForceThatWaitsForAnAppendThatFailsToWriteOutIsRefused() throws Exception {
        open(RangeMode.DIRECT, Sealing.ON_REQUEST);
        long acknowledged = file.durableOffset();
        append(1000);
        holdUp(RangeMode.DIRECT, Errno.EIO);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        try (Crew crew = new Crew()) {
            Thread appender = crew.once("appender", () -> failed.set(catchOf(() -> append(2 * RING))));
            assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            Thread forcer = crew.once("forcer", () -> refusal.set(catchOf(() -> file.force())));
            awaitWaiting(forcer);
            goOn.countDown();
            join(appender);
            join(forcer);
        }
        assertThat(failed.get()).isInstanceOf(MediaErrorException.class);
        assertThat(refusal.get()).isInstanceOf(WriterFailedException.class).hasCause(failed.get());
        assertThat(seam.fired()).isEqualTo(1);
        assertFailedFor(acknowledged);
    }

    /** What the append writes out is not durable by a durable write of other bytes. */
    @Tag("no-dax")
    @Test
    void aForceAfterAnAppendThatWroteOutByItselfFlushesTheDevice() throws Exception {
        open(RangeMode.DIRECT, Sealing.ON_REQUEST);
        append(2 * RING);
        assertThat(file.force()).isEqualTo(new DurabilityReceipt(file.endOffset(), DurabilityMechanism.FDATASYNC));
        append(10);
        DurabilityReceipt next = file.force();
        assertThat(next.durableOffset()).isEqualTo(file.endOffset());
        assertReadable(file.endOffset());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whatNeedsBothSidesToBeStillIsRefusedMeanwhile(RangeMode mode) throws Exception {
        open(mode, Sealing.ON_REQUEST);
        append(2 * BORDER);
        holdUp(mode, 0);
        long end = file.endOffset();
        try (Crew crew = new Crew()) {
            Thread forcer = forceInCrew(crew);
            assertOverlaps(() -> file.force());
            assertOverlaps(() -> file.seal(start + BORDER));
            assertOverlaps(() -> file.seal(end));
            assertOverlaps(() -> file.writeAt(start, Pattern.bytes(start, 10)));
            assertOverlaps(() -> file.assign(start, BORDER, mode));
            assertOverlaps(() -> file.close());
            append(10);
            goOn.countDown();
            join(forcer);
        }
        assertThat(file.endOffset()).isEqualTo(end + 10);
        file.writeAt(start, Pattern.bytes(start, 10));
        assertThat(file.force().durableOffset()).isEqualTo(end + 10);
        assertReadable(end + 10);
        assertThat(seam.fired()).isEqualTo(1);
    }

    private void assertFailedFor(long acknowledged) throws IOException {
        assertThatThrownBy(() -> append(1)).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
        assertThat(file.durableOffset()).isEqualTo(acknowledged);
        assertReadable(acknowledged);
    }

    private void assertOverlaps(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(ConcurrentModificationException.class)
                .hasMessageContaining(place.file().toString());
    }

    private static Throwable catchOf(Crew.Work work) {
        try {
            work.run();
            return null;
        } catch (Exception e) {
            return e;
        }
    }
}
