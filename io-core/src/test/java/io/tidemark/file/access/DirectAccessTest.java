package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class DirectAccessTest {
    private static final int LENGTH = 1 << 16;

    @Test
    void whereARegionsFileWasCutIsToldInOffsetsOfTheFile() throws IOException {
        Posix posix = Posix.system();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Files.write(place.file(), new byte[LENGTH + 4096]);
            OpenRequest request = OpenRequest.readWrite().within(new FileRegion(LENGTH, LENGTH));
            try (NativeFile file = NativeFile.open(posix, place.file(), request);
                    ScratchPool pool = new ScratchPool(posix)) {
                DirectAccess access = new DirectAccess(new Decision(RangeMode.DIRECT, "a test"), file, 512, pool);
                assertThatThrownBy(() -> access.read(4000, Unpooled.buffer(600), 0, 600))
                        .isInstanceOf(TruncatedFileException.class)
                        .hasMessageContainingAll("" + (LENGTH + 3584), "" + (LENGTH + 4096));
            }
        }
    }
}
