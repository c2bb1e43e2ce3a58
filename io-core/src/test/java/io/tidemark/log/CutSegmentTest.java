package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sealed segment whose file somebody cuts off while it is read: an error, and the process lives. */
@Tag("no-disk")
class CutSegmentTest {
    private static final int MOST_BYTES = 3_000;

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void whatIsGoneIsAnErrorAndWhatIsLeftIsRead(RangeMode sealed) throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridLog log = open(place, sealed)) {
                Records.append(log, 500, MOST_BYTES, Durability.onDemand());
                log.sealTail();
                Records.verify(log, MOST_BYTES);
                cutFirstSegment(log);
                ByteBuf target = Unpooled.directBuffer(2 * MOST_BYTES);
                try {
                    for (int i = 0; i < 20; i++) {
                        assertThatThrownBy(() -> log.read(499)).isInstanceOf(IOException.class);
                        assertThatThrownBy(() -> log.read(499, target.clear())).isInstanceOf(IOException.class);
                        assertThatThrownBy(() -> Records.verify(log, MOST_BYTES))
                                .isInstanceOf(IOException.class);
                        Records.verify(log, 10, MOST_BYTES);
                    }
                } finally {
                    target.release();
                }
                assertThat(countOfUnreadable(log)).isBetween(100, 499);
            }
            assertThat(OpenResources.of(place.directory())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void ofManyAtATimeThoseInFrontOfWhatIsGoneAreRead(RangeMode sealed) throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridLog log = open(place, sealed)) {
                for (int i = 0; i < 500; i++) {
                    log.append(Records.ofLength(i, 1_000), Durability.onDemand());
                }
                log.sealTail();
                long[] sequences = {10, 20, 499, 30};
                log.read(sequences, (sequence, payload) -> {});
                cutFirstSegment(log);
                for (int i = 0; i < 20; i++) {
                    List<Long> given = new ArrayList<>();
                    assertThatThrownBy(() -> log.read(sequences, (sequence, payload) -> {
                                assertThat(payload).isEqualTo(Records.ofLength(sequence, 1_000));
                                given.add(sequence);
                            }))
                            .isInstanceOf(TruncatedFileException.class);
                    assertThat(given).containsExactly(10L, 20L);
                }
            }
            assertThat(OpenResources.of(place.directory())).isEmpty();
        }
    }

    private static HybridLog open(TestPlace place, RangeMode sealed) throws IOException {
        LogOptions options = LogOptions.builder()
                .layout(Layout.DIRECTORY)
                .segmentBytes(1 << 20)
                .tailBufferBytes(1 << 20)
                .sealed(ModeChoice.require(sealed))
                .build();
        return HybridLog.open(place.directory().resolve("log"), options);
    }

    private static void cutFirstSegment(HybridLog log) throws IOException {
        Path file = log.segments().get(0).path();
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(1 << 18);
        }
    }

    /** One of them begins on a page that is left and ends on one that is gone: only its checksum would have met that. */
    private static int countOfUnreadable(HybridLog log) throws IOException {
        int count = 0;
        for (long sequence = 0; sequence < 500; sequence++) {
            try {
                Records.verify(log, sequence, MOST_BYTES);
            } catch (TruncatedFileException e) {
                count++;
            }
        }
        return count;
    }
}
