package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.background.Helpers;
import io.tidemark.file.FaultSeam;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.survey.Findings;
import io.tidemark.log.survey.LogRecovery;
import io.tidemark.log.survey.Recovered;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All records are read by several threads, and what they find is judged in order. */
@Tag("no-disk")
class FullScanTest extends LogAtHand {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 3_000;
    private static final int RECORDS = 5_000;

    private static LogOptions options(Layout layout) {
        return SmallLogs.options(layout).recoveryScan(RecoveryScan.ALL_RECORDS).build();
    }

    private LogImage write(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(path, options(layout))) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
            log.force();
        }
        LogImage image = LogImage.of(path);
        assertThat(image.segments()).hasSizeGreaterThan(6);
        return image;
    }

    private void assertOpens(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout))) {
            assertThat(log.lastSequence()).isEqualTo(RECORDS - 1);
            Records.verify(log, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCantBeMappedIsCopied(Layout layout) throws IOException {
        write(layout);
        seam.bend("mmap", call -> call.number(4) >= 0, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.ENODEV));
        assertOpens(layout);
        assertThat(seam.fired()).as("mappings refused").isGreaterThan(6);
    }

    @ParameterizedTest
    @EnumSource
    void aKernelThatPopulatesNothingIsNoReasonNotToOpen(Layout layout) throws IOException {
        write(layout);
        seam.failFrom("madvise", 1, Errno.EINVAL);
        assertOpens(layout);
        assertThat(seam.fired()).as("populates refused").isGreaterThan(6);
    }

    @ParameterizedTest
    @EnumSource
    void theSystemCallSaysWhyAPageCantBeRead(Layout layout) throws IOException {
        write(layout);
        seam.failFrom("madvise", 1, Errno.EFAULT);
        seam.bend(
                "pread",
                call -> call.file().startsWith(path.toString()) && call.number(2) > 100_000,
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EIO));
        assertThatThrownBy(() -> HybridLog.open(Environments.of(seam), path, options(layout)))
                .isInstanceOf(MediaErrorException.class);
        assertThat(seam.fired()).as("populates and reads that failed").isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void ofSeveralDamagesTheFirstIsTold(Layout layout) throws IOException {
        LogImage image = write(layout);
        List<LogImage.Found> segments = image.segments();
        for (int segment = segments.size() - 2; segment >= 1; segment--) {
            LogImage.Found damaged = segments.get(segment);
            image.flip(damaged.place(), MIB / 2);
            DamagedLogException damage = catchThrowableOfType(
                    DamagedLogException.class,
                    () -> HybridLog.open(Environments.of(seam), path, options(layout))
                            .close());
            assertThat(damage).as("damage in segment %d and behind", segment).isNotNull();
            assertThat(damage).hasMessageContaining(damaged.place().path().toString());
            assertThat(damage.offset())
                    .isBetween(
                            damaged.place().offset() + MIB / 2 - MOST_BYTES - 40,
                            damaged.place().offset() + MIB / 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsReadAfterwardsThatNobodyWantsToKnow(Layout layout) throws IOException {
        write(layout);
        List<Runnable> late = new ArrayList<>();
        try (SegmentStore store = Stores.openForWriting(seam.posix(), path, MIB)) {
            LogRecovery.run(seam.posix(), store.places(), RecoveryScan.ALL_RECORDS, late::add);
            int before = seam.count("open");
            late.forEach(Runnable::run);
            assertThat(late).hasSizeGreaterThan(5);
            assertThat(seam.count("open")).as("opened").isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsWhatMakesNoDifference(Layout layout) throws IOException {
        write(layout);
        Executor nobody = work -> {};
        Executor oneAtOnce = Runnable::run;
        try (Helpers several = new Helpers("test");
                SegmentStore toAppend = Stores.openForWriting(seam.posix(), path, MIB);
                SegmentStore toFollow = Stores.openForReading(seam.posix(), path);
                SegmentStore toExamine = Stores.openToExamine(seam.posix(), path)) {
            for (RecoveryScan scan : RecoveryScan.values()) {
                for (SegmentStore store : List.of(toAppend, toFollow, toExamine)) {
                    for (Executor helpers : List.of(nobody, oneAtOnce, several)) {
                        assertAllIsFound(LogRecovery.run(seam.posix(), store.places(), scan, helpers)
                                .orElseThrow());
                    }
                }
            }
        }
    }

    private static void assertAllIsFound(Findings findings) {
        Recovered found = findings.recovered().orElseThrow();
        assertThat(found.nextSequence()).isEqualTo(RECORDS);
        assertThat(found.sealed()).hasSizeGreaterThan(5);
        long next = 0;
        for (Recovered.Sealed sealed : found.sealed()) {
            assertThat(sealed.segment().header().baseSequence()).isEqualTo(next);
            next = sealed.index().nextSequence();
        }
    }
}
