package io.tidemark.log.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.TestPlace;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogImage;
import io.tidemark.log.LogOptions;
import io.tidemark.log.Salvage;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a failing medium gives back differently from one moment to the next is no record any more. */
@Tag("no-disk")
class ChangedMeanwhileTest {
    private static final int COUNT = 5;
    private static final int BYTES = 100;

    /** Behind the header and the record that tells the incarnation. */
    private static long offset(int record) {
        return SegmentHeader.BYTES + RecordLayout.HEADER_BYTES + (long) record * RecordLayout.recordBytes(BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatHasAnotherPayloadWhenItIsReadAgainIsLost(Layout layout) throws IOException {
        assertLost(layout, RecordLayout.HEADER_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatIsLongerWhenItIsReadAgainIsLost(Layout layout) throws IOException {
        assertLost(layout, 0);
    }

    /** @param at what changes of the second record */
    private static void assertLost(Layout layout, int at) throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            Path path = place.directory().resolve("log");
            LogOptions options =
                    LogOptions.builder().layout(layout).segmentBytes(1 << 20).build();
            ByteBuf record = Unpooled.buffer(BYTES).writeZero(BYTES);
            try (HybridLog log = HybridLog.open(path, options)) {
                for (int i = 0; i < COUNT; i++) {
                    log.append(record.setByte(0, i), Durability.each());
                }
            }
            LogImage image = LogImage.of(path);
            List<Integer> rescued = new ArrayList<>();

            Salvage salvage = Rescue.prepare(Posix.system(), path)
                    .into(
                            (payload, timestampMicros) -> {
                                rescued.add((int) payload.getByte(payload.readerIndex()));
                                if (rescued.size() == 1) { // All of them were found to be intact.
                                    image.flip(image.segments().get(0).place(), offset(1) + at);
                                }
                            },
                            bytes -> {});

            assertThat(rescued).containsExactly(0, 2, 3, 4);
            assertThat(salvage.records()).isEqualTo(COUNT - 1);
            assertThat(salvage.lost()).containsExactly(new Salvage.Gap(1, 2, 1));
        }
    }
}
