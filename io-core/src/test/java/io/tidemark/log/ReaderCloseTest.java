package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenMode;
import io.tidemark.file.TestPlace;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that is open for reading is closed while it looks for what its writer has done. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class ReaderCloseTest {
    private static final int MOST_BYTES = 120_000;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private Path path;
    private HybridLog writer;

    private void openWriter(Layout layout) throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
        LogOptions options = SmallLogs.options(layout).build();
        writer = HybridLog.open(path, options);
        Records.append(writer, 1, MOST_BYTES, Durability.each());
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        writer.close();
        seam.assertNothingHeld();
        place.close();
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private void sealAndAppend() throws IOException {
        writer.sealTail();
        Records.append(writer, 3, MOST_BYTES, Durability.each());
    }

    private void sealDiscardAndAppend() throws IOException {
        sealAndAppend();
        writer.discardBefore(writer.lastSequence());
    }

    /** In front of one after the other of the first openings of files that a look needs. */
    private void closeDuringALook(Step work) throws IOException {
        for (int nth = 1; nth <= 8; nth++) {
            LogOptions options =
                    LogOptions.builder().openMode(OpenMode.READ_ONLY).build();
            HybridLog reader = HybridLog.open(Environments.of(seam), path, options);
            try (Crew crew = new Crew();
                    LogCursor cursor = reader.cursor(reader.lastSequence() + 1)) {
                work.take();
                seam.bend("open", call -> call.file().startsWith(path.toString()), nth, 1, (call, real) -> {
                    Thread closing = crew.once("who closes", reader::close);
                    Crew.await(
                            "it is closed, or waits for the opening",
                            () -> !closing.isAlive() || closing.getState() == Thread.State.BLOCKED);
                    return real.make(call.copy());
                });
                Throwable thrown = catchThrowable(cursor::next);
                assertThat(seam.fired()).as("closed at %d", nth).isEqualTo(1);
                if (thrown != null) {
                    assertThat(thrown).isInstanceOfAny(ClosedChannelException.class, SequenceOutOfRangeException.class);
                }
            }
            seam.assertNothingHeld();
            seam.straighten();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysOpenWhenItIsClosedWhileItFindsTheNextSegment(Layout layout) throws IOException {
        openWriter(layout);
        closeDuringALook(this::sealAndAppend);
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysOpenWhenItIsClosedWhileItGoesOnBehindADiscard(Layout layout) throws IOException {
        openWriter(layout);
        closeDuringALook(this::sealDiscardAndAppend);
    }
}
