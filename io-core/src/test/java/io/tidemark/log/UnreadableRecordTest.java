package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.file.Crew;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A record whose bytes lie in a caller's mapping, of a file that was cut off meanwhile. */
@Tag("no-disk")
class UnreadableRecordTest extends LogAtHand {
    private static final int PAGE_BYTES = 4096;
    private static final int MOST_BYTES = 100;
    private static final int CALLS_TO_BE_COMPILED = 20_000;

    @ParameterizedTest
    @EnumSource
    void itIsRefusedAndTheLogGoesOn(Layout layout) throws IOException {
        try (HybridLog log = HybridLog.open(
                        path,
                        SmallLogs.options(layout)
                                .durability(Durability.onDemand())
                                .build());
                NativeFile file =
                        NativeFile.open(Posix.system(), place.directory().resolve("mapped"), OpenRequest.createNew())) {
            file.truncate(2 * PAGE_BYTES);
            try (MappedRegion region = MappedRegion.map(file, 0, 2 * PAGE_BYTES, MappedRegion.Kind.READ_WRITE)) {
                ByteBuf mapped = Unpooled.wrappedBuffer(region.buffer()).slice(PAGE_BYTES - 50, 100);
                for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
                    log.append(mapped);
                }
                long last = log.lastSequence();
                file.truncate(PAGE_BYTES);
                for (Crew.Work append : List.<Crew.Work>of(
                        () -> log.append(mapped),
                        () -> log.append(List.of(mapped)),
                        () -> log.appendAsync(mapped),
                        () -> log.appendAsync(List.of(mapped)))) {
                    assertThatThrownBy(append::run)
                            .isInstanceOf(UnreadableRecordException.class)
                            .hasMessageContaining("nothing of it was appended");
                }
                assertThat(log.lastSequence()).isEqualTo(last);
                Records.append(log, 10, MOST_BYTES, Durability.each());
                Records.verify(log, last + 5, MOST_BYTES);
            }
        }
        assertThat(Verification.run(path, bytes -> {}).isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void oneOfWhichAPartWasReleasedIsRefusedAndTheLogGoesOn(Layout layout) throws IOException {
        ByteBuf released = Unpooled.directBuffer().writeLong(1);
        ByteBuf parts = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.buffer().writeLong(2))
                .addComponent(true, released.retainedDuplicate());
        released.release(2);
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 3, MOST_BYTES, Durability.each());
            for (Crew.Work append : List.<Crew.Work>of(
                    () -> log.append(parts),
                    () -> log.append(List.of(parts)),
                    () -> log.appendAsync(parts),
                    () -> log.appendAsync(List.of(parts)))) {
                assertThatThrownBy(append::run)
                        .isInstanceOf(UnreadableRecordException.class)
                        .hasMessageContainingAll("released", "nothing of it was appended")
                        .hasCauseInstanceOf(IllegalReferenceCountException.class);
            }
            assertThat(log.lastSequence()).isEqualTo(2);
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.verify(log, MOST_BYTES);
        }
        assertThat(Verification.run(path, bytes -> {}).isIntact()).isTrue();
    }
}
