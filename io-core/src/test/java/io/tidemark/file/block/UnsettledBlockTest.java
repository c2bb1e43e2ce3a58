package io.tidemark.file.block;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.Crew;
import io.tidemark.nativeio.Posix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A block whose load can't even begin, as when memory is out: nobody waits for it. */
@Tag("no-disk")
class UnsettledBlockTest {
    private static final int BLOCK = 4096;

    /** Any error will do; here it is that of a pool whose memory is gone. */
    @Test
    void aLoadThatFindsNoSlotByAnErrorKeepsNobodyWaiting() throws Exception {
        ByteBuf target = Unpooled.buffer(BLOCK);
        Blocks cache = new Blocks(Posix.system(), 4, BLOCK);
        FileBlocks file = cache.attach(1 << 20, (offset, address, length) -> {
            throw new AssertionError("no slot to load into");
        });
        cache.close();
        file.close();
        assertFails(file, target);
        try (Crew crew = new Crew()) {
            crew.once("who comes next", () -> assertFails(file, target));
        }
    }

    private static void assertFails(FileBlocks file, ByteBuf target) {
        assertThatThrownBy(() -> file.tryRead(0, target, 0, 10)).isInstanceOf(IllegalStateException.class);
    }
}
