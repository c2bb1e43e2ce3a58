package io.tidemark.log.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.log.DamagedLogException;
import io.tidemark.log.Durability;
import io.tidemark.log.Environments;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogImage;
import io.tidemark.log.LogOptions;
import io.tidemark.log.Records;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.SegmentInfo;
import io.tidemark.log.SmallLogs;
import io.tidemark.log.Verification;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log is opened for reading while its writer discards segments and uses their places again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class SharedRecoveryTest {
    private static final int MOST_BYTES = 120_000;
    private static final int OPENED = 12;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private Path path;
    private HybridLog writer;

    private void openWriter(Layout layout) throws IOException {
        place = TestPlace.of(TestPlace.Kind.TMPFS);
        path = place.directory().resolve("log");
        writer = HybridLog.open(path, SmallLogs.options(layout).build());
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        writer.close();
        seam.assertNothingHeld();
        place.close();
    }

    private void fill() throws IOException {
        while (writer.segments().size() < 5) {
            Records.append(writer, 5, MOST_BYTES, Durability.onDemand());
        }
        writer.force();
        Records.append(writer, 1, MOST_BYTES, Durability.each());
    }

    /** All but the last segment goes, and the next ones take its places. */
    private void discardAndWrap() throws IOException {
        writer.discardBefore(writer.lastSequence());
        fill();
    }

    /** The place is probed meanwhile, which opens the directory. */
    private boolean isOfTheLog(FaultSeam.Call call) {
        return call.file().startsWith(path.toString()) && !Files.isDirectory(Path.of(call.file()));
    }

    /** In front of the n-th opening of a file of the log. */
    private void raceAt(int nth) {
        seam.bend("open", this::isOfTheLog, nth, 1, (call, real) -> {
            discardAndWrap();
            return real.make(call.copy());
        });
    }

    private static LogOptions readOnly() {
        return SmallLogs.readOnly().build();
    }

    @ParameterizedTest
    @EnumSource
    void itIsVerifiedWheneverSegmentsGoMeanwhile(Layout layout) throws IOException {
        openWriter(layout);
        int fired = 1;
        for (int nth = 1; fired == 1; nth++) {
            fill();
            raceAt(nth);
            seam.orNever();
            Verification verification = Examination.run(seam.posix(), path, bytes -> {});
            assertThat(verification.problems()).as("race at %d", nth).isEmpty();
            fired = seam.fired();
            assertThat(fired == 1 || nth > OPENED).as("race at %d", nth).isTrue();
            seam.straighten();
        }
    }

    /** He cuts off what he had prepared, which is being read. */
    @Test
    void itIsVerifiedThoughItsWriterClosesMeanwhile() throws IOException {
        openWriter(Layout.DIRECTORY);
        fill();
        List<SegmentInfo> segments = writer.segments();
        String tail = segments.get(segments.size() - 1).path().toString();
        seam.bend(
                "pread",
                call -> call.file().equals(tail) && call.number(2) > SegmentHeader.BYTES,
                1,
                1,
                (call, real) -> {
                    writer.close();
                    return real.make(call.copy());
                });
        Verification verification = Examination.run(seam.posix(), path, bytes -> {});
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(verification.problems()).isEmpty();
        assertThat(verification.records()).isEqualTo(writer.lastSequence() - writer.firstSequence() + 1);
    }

    @ParameterizedTest
    @EnumSource
    void itIsLookedAtAgainWheneverSegmentsGoMeanwhile(Layout layout) throws IOException {
        openWriter(layout);
        for (int nth = 1; nth <= OPENED; nth++) {
            fill();
            raceAt(nth);
            try (HybridLog reader = Environments.open(seam.posix(), path, readOnly())) {
                assertThat(seam.fired()).as("race at %d", nth).isEqualTo(1);
                assertThat(reader.lastSequence()).isEqualTo(writer.lastSequence());
                assertThat(reader.firstSequence()).isEqualTo(writer.firstSequence());
                Records.verify(reader, MOST_BYTES);
            }
            seam.straighten();
        }
    }

    /** Without the second look the same races are taken for damage, or show a log that has never been. */
    @ParameterizedTest
    @EnumSource
    void oneLookWouldNotDo(Layout layout) throws IOException {
        openWriter(layout);
        int wrong = 0;
        for (int nth = 1; nth <= OPENED; nth++) {
            fill();
            raceAt(nth);
            try (SegmentStore store = Stores.openForReading(seam.posix(), path)) {
                Findings found = LogRecovery.shared(
                        seam.posix(), Headers.read(seam.posix(), store.places()), RecoveryScan.FOOTERS, work -> {});
                found.requireIntact();
                wrong += found.isUnchanged(seam.posix()) ? 0 : 1;
            } catch (IOException e) {
                wrong++;
            }
            assertThat(seam.fired()).isEqualTo(1);
            seam.straighten();
        }
        assertThat(wrong).isGreaterThan(OPENED / 2);
    }

    @ParameterizedTest
    @EnumSource
    void aWriterThatNeverRestsIsNotWaitedForForEver(Layout layout) throws IOException {
        openWriter(layout);
        fill();
        int[] opened = {0};
        seam.bend("open", this::isOfTheLog, 1, Long.MAX_VALUE, (call, real) -> {
            synchronized (opened) { // Several threads look.
                if (++opened[0] % 4 == 0) {
                    discardAndWrap();
                }
            }
            return real.make(call.copy());
        });
        assertThatThrownBy(() -> Environments.open(seam.posix(), path, readOnly()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString());
        assertThat(opened[0]).isGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource
    void damageIsBelievedTheSecondTime(Layout layout) throws IOException {
        openWriter(layout);
        fill();
        writer.close();
        LogImage image = LogImage.of(path);
        LogImage.Found damaged = image.segments().get(2);
        image.flip(damaged.place(), 20);
        int before = seam.count("open");
        assertThatThrownBy(() -> Environments.open(seam.posix(), path, readOnly()))
                .isInstanceOf(DamagedLogException.class);
        assertThat(seam.count("open") - before).as("opened").isBetween(6, 40);
    }
}
