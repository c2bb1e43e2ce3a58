package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readahead brings bytes of the tail into the page cache before they are final; sealed reads must not meet them. */
@Tag("no-dax")
class ReadaheadCoherenceTest {
    private static final long BORDER = 64 << 10;

    /** Both readers read all of it again and again, and memory takes a gigabyte in a second. */
    private static final long ENOUGH_BYTES = 48 << 20;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private static HybridFileOptions options(RangeMode tail) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .borderBytes(BORDER)
                .tailBufferBytes((int) (4 * BORDER))
                .growthBytes(16 * BORDER)
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void whatARudeReaderPulledInIsDroppedAtTheSeal(TestPlace.Kind kind) throws Exception {
        System.out.println(kind + " seed " + seed);
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options(RangeMode.DIRECT));
                Outsider backup = new Outsider(place.file())) {
            long start = file.dataOffset();
            int seals = 0;
            long verified = start;
            for (int i = 0; i < 60; i++) {
                Reclaim.allowFor(() -> {
                    backup.skim(start, backup.file().size());
                    assertThat(backup.residentPages(file.tailOffset(), file.tailOffset() + BORDER))
                            .as("the backup's readahead reached the tail")
                            .isPositive();
                });
                file.append(Pattern.bytes(file.endOffset(), 1 + random.nextInt(50_000)));
                long before = file.tailOffset();
                file.force();
                if (file.tailOffset() > before) {
                    seals++;
                    backup.verify(before, file.tailOffset());
                    verified = file.tailOffset();
                }
            }
            backup.verify(start, verified);
            long dropped = file.statistics().droppedPages();
            System.out.println(kind + ": " + seals + " seals dropped " + dropped + " stale pages");
            assertThat(dropped).isPositive();
            assertThat(seals).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void sequentialReadersFollowADirectTailAndSeeNothingStale(TestPlace.Kind kind) throws Exception {
        follow(kind, RangeMode.DIRECT);
    }

    @ParameterizedTest
    @EnumSource(names = {"BUFFERED", "MAPPED"})
    void sequentialReadersFollowTheTailInMemoryToo(RangeMode tail) throws Exception {
        follow(TestPlace.Kind.TMPFS, tail);
    }

    private void follow(TestPlace.Kind kind, RangeMode tail) throws Exception {
        System.out.println(kind + " " + tail + " seed " + seed);
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options(tail));
                Outsider backup = new Outsider(place.file())) {
            AtomicLong own = new AtomicLong();
            AtomicLong rude = new AtomicLong();
            try (Crew crew = new Crew()) {
                crew.repeat("own reader", () -> own.addAndGet(readSealed(file)));
                crew.repeat("backup", () -> {
                    long sealed = file.tailOffset();
                    backup.verify(file.dataOffset(), sealed);
                    backup.skim(sealed, backup.file().size());
                    rude.addAndGet(sealed - file.dataOffset());
                });
                long deadline = System.nanoTime() + 700_000_000;
                while (crew.isWorking()
                        && (own.get() == 0
                                || rude.get() == 0
                                || (System.nanoTime() < deadline && file.endOffset() < ENOUGH_BYTES))) {
                    file.append(Pattern.bytes(file.endOffset(), 1 + random.nextInt(9_000)));
                    file.force();
                }
            }
            System.out.println(kind + " " + tail + ": "
                    + file.statistics().seals() + " seals, "
                    + file.statistics().droppedPages() + " pages dropped, read " + own + " and rudely " + rude
                    + " sealed bytes");
            assertThat(file.statistics().seals()).isPositive();
            backup.verify(file.dataOffset(), file.tailOffset());
        }
    }

    /** Reads all that is sealed, in order. */
    private static long readSealed(HybridFile file) throws IOException {
        ByteBuf buffer = Unpooled.directBuffer(10_000);
        try {
            long end = file.tailOffset();
            for (long at = file.dataOffset(); at < end; ) {
                int step = (int) Math.min(10_000, end - at);
                file.readAt(at, buffer.clear(), step);
                Pattern.verify(buffer, 0, at, step);
                at += step;
            }
            return end - file.dataOffset();
        } finally {
            buffer.release();
        }
    }
}
