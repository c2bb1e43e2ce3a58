package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tidemark.file.TestPlace;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads by the JDK's own call, from the first one on. */
@Tag("no-disk")
class CachedChannelTest {
    private static final int LENGTH = 4096;

    @Test
    void aReadGoesThroughAChannel() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (NativeFile file = NativeFile.open(Posix.system(), place.file(), OpenRequest.createNew())) {
                file.writeZeros(0, LENGTH);
            }
            try (NativeFile file = NativeFile.open(Posix.system(), place.file(), OpenRequest.readOnly());
                    CachedChannel channel = new CachedChannel(file)) {
                ByteBuf target = PooledByteBufAllocator.DEFAULT.directBuffer(LENGTH);
                try {
                    assertThat(channel.tryRead(0, target, 0, LENGTH)).isTrue();
                } finally {
                    target.release();
                }
            }
        }
    }
}
