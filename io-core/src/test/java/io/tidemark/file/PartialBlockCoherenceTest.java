package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Odd appends write their last block again and again, right above pages that others read from the cache. */
@Tag("no-dax")
class PartialBlockCoherenceTest {
    /** The smallest there is: each sealed page has the tail as its neighbour once. */
    private static final long BORDER = 4096;

    @ParameterizedTest
    @EnumSource(names = {"AT_HAND", "EXT4", "XFS"})
    void oddAppendsLeaveTheirSealedNeighboursAlone(TestPlace.Kind kind) throws Exception {
        long seed = new Random().nextLong();
        System.out.println(kind + " seed " + seed);
        Random random = new Random(seed);
        HybridFileOptions options = HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.DIRECT))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .borderBytes(BORDER)
                .tailBufferBytes((int) (2 * BORDER))
                .growthBytes(256 * BORDER)
                .build();
        try (TestPlace place = TestPlace.of(kind);
                HybridFile file = HybridFile.open(place.file(), options);
                Outsider outsider = new Outsider(place.file())) {
            AtomicLong reads = new AtomicLong();
            long appends = 0;
            try (Crew crew = new Crew()) {
                crew.repeat("neighbour", () -> reads.addAndGet(readBelowTheSeal(file)));
                crew.repeat("outside neighbour", () -> {
                    long sealed = file.tailOffset();
                    outsider.verify(Math.max(file.dataOffset(), sealed - 3 * BORDER), sealed);
                });
                long deadline = System.nanoTime() + 600_000_000;
                while (crew.isWorking() && (System.nanoTime() < deadline || reads.get() < 1000)) {
                    file.append(Pattern.bytes(file.endOffset(), 1 + random.nextInt(700)));
                    file.force();
                    appends++;
                }
            }
            outsider.verify(file.dataOffset(), file.tailOffset());
            FileStatistics statistics = file.statistics();
            System.out.println(kind + ": " + appends + " odd appends, " + statistics.seals()
                    + " seals, " + reads + " reads below them, write amplification "
                    + (double) statistics.writtenBytes() / statistics.appendedBytes());
            assertThat(statistics.writtenBytes())
                    .as("last blocks were rewritten")
                    .isGreaterThan(file.endOffset() - file.dataOffset());
        }
    }

    /** The last few sealed pages, of which the ring has only the newest. */
    private static int readBelowTheSeal(HybridFile file) throws Exception {
        long sealed = file.tailOffset();
        int length = (int) Math.min(4 * BORDER, sealed - file.dataOffset());
        if (length == 0) {
            return 0;
        }
        ByteBuf buffer = Unpooled.directBuffer(length);
        try {
            file.readAt(sealed - length, buffer, length);
            Pattern.verify(buffer, 0, sealed - length, length);
            return 1;
        } finally {
            buffer.release();
        }
    }
}
