package io.tidemark.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.TestPlace;
import io.tidemark.log.Environments;
import io.tidemark.log.Layout;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.index.SparseIndex;
import io.tidemark.mode.Capabilities;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who closes the files of segments that come and go; each segment has an open file. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogSegmentsTest {
    private static final int MIB = 1 << 20;

    private final FaultSeam seam = new FaultSeam();
    private final UUID logId = UUID.randomUUID();
    private final LogSegments segments = new LogSegments("log", SegmentList.of(List.of()));
    private TestPlace place;
    private SegmentFiles files;

    @BeforeEach
    void openFiles() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        files = new SegmentFiles(
                Environments.of(seam),
                HybridFileOptions.builder().growthBytes(MIB).build(),
                Capabilities.probe(seam.posix(), place.directory()),
                logId,
                MIB,
                Layout.DIRECTORY,
                Views.GIVEN);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        segments.close();
        seam.straighten();
        seam.assertNothingHeld();
        place.close();
    }

    private Segment segment(int number) throws IOException {
        SegmentPlace at = new SegmentPlace(place.directory().resolve(number + ".segment"), 0, Reading.TO_FOLLOW);
        SegmentHeader header = new SegmentHeader(logId, number, number * 10L, 1, 0, MIB, FooterPlace.NONE);
        HybridFile file = files.create(at);
        return Segment.growing(
                new Located(header, at), new SparseIndex(number * 10L, MIB), new OpenSegments(files, 1), file);
    }

    @Test
    void whatIsAddedAfterTheCloseIsClosed() throws IOException {
        segments.add(segment(0));
        segments.close();
        Segment late = segment(1);
        assertThatThrownBy(() -> segments.add(late)).isInstanceOf(ClosedChannelException.class);
        seam.assertNothingHeld();
        assertThat(segments.list().count()).isEqualTo(1);
    }

    @Test
    void whatWouldReplaceOthersAfterTheCloseIsClosed() throws IOException {
        segments.add(segment(0));
        segments.close();
        Segment late = segment(1);
        assertThatThrownBy(() -> segments.replaceFirst(1, late)).isInstanceOf(ClosedChannelException.class);
        seam.assertNothingHeld();
        assertThat(segments.list().get(0).header().segmentNumber()).isZero();
    }

    @Test
    void whoComesTooLateHearsOfTheCloseAlsoIfItsOwnFails() throws IOException {
        segments.close();
        Segment late = segment(0);
        seam.bend("close", call -> call.file().startsWith(late.place().path().toString()), 1, 1, (call, real) -> {
            real.make(call.copy());
            return FaultSeam.failing(Errno.EIO).apply(call, real);
        });
        assertThatThrownBy(() -> segments.add(late))
                .isInstanceOf(ClosedChannelException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(seam.fired()).isEqualTo(1);
    }

    /** When it has the segment to itself again nobody closes a file of it, and nobody will tell. */
    @Test
    void whoDiscardsAndIsInterruptedWhileAFileIsClosedWaitsForNobodyElse() throws Exception {
        Segment segment = segment(0);
        segments.add(segment);
        try (Crew crew = new Crew()) {
            seam.bend(
                    "close",
                    call -> call.file().startsWith(segment.place().path().toString()),
                    1,
                    1,
                    (call, real) -> {
                        Thread discarder = crew.once("discarder", segment::discard);
                        while (discarder.getState() != Thread.State.WAITING) {
                            segment.wait(1); // Lets the discarder have the segment meanwhile.
                        }
                        discarder.interrupt();
                        Crew.await("it wants the segment", () -> discarder.getState() == Thread.State.BLOCKED);
                        return real.make(call.copy());
                    });
            synchronized (segment) {
                segment.endsAt(new SegmentEnd.Sealed(new FooterPlace(4096, 64), 8192));
            }
        }
        assertThat(seam.fired()).isEqualTo(1);
    }

    /** Else the log's lock would be free while its files are still written. */
    @Test
    void whoClosesASegmentWaitsForWhoIsClosingItAlready() throws Exception {
        Segment segment = segment(0);
        try (Crew crew = new Crew()) {
            seam.bend(
                    "close",
                    call -> call.file().startsWith(segment.place().path().toString()),
                    1,
                    1,
                    (call, real) -> {
                        Thread second = crew.once("second", segment::close);
                        Crew.await("it waits", () -> second.getState() == Thread.State.WAITING);
                        return real.make(call.copy());
                    });
            segment.close();
        }
        assertThat(seam.fired()).isEqualTo(1);
    }

    @Test
    void whatIsReplacedIsItsOwnersToClose() throws IOException {
        Segment first = segment(0);
        Segment second = segment(1);
        segments.add(first);
        segments.replaceFirst(1, second);
        assertThat(segments.list().asList()).containsExactly(second);
        first.close();
    }
}
