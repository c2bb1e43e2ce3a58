package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.EndMarking;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeIoException;
import io.tidemark.nativeio.OpenRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel refuses to unmap windows: the others go all the same, and none is touched or unmapped again. */
@Tag("no-disk")
class RefusedUnmapTest {
    private static final int WINDOW = 64 << 10;
    private static final int WINDOWS = 5;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private NativeFile file;
    private ScratchPool pool;
    private WindowAccess access;

    @BeforeEach
    void mapWindows() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        file = NativeFile.open(seam.posix(), place.file(), OpenRequest.createNew());
        file.writeZeros(0, WINDOWS * WINDOW);
        pool = new ScratchPool(seam.posix());
        access = new WindowAccess(
                file,
                pool,
                new Decision(RangeMode.MAPPED, "wanted"),
                (offset, length) -> SharedWindow.map(file, offset, length),
                WINDOW,
                DurabilityMechanism.MSYNC,
                EndMarking.UNMARKED);
        access.prepare(0, WINDOWS * WINDOW);
        access.write(0, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), 0, 3);
        access.write((WINDOWS - 1) * WINDOW, Unpooled.wrappedBuffer(new byte[] {4, 5, 6}), 0, 3);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        access.close();
        pool.close();
        file.close();
        seam.assertNothingHeld();
        place.close();
    }

    private void refuse(int nth, int times) {
        seam.bend("munmap", call -> call.number(1) == WINDOW, nth, times, FaultSeam.failing(Errno.ENOMEM));
    }

    @Test
    void retiringGivesAllOtherWindowsBackAndTellsWhichItCouldNot() throws IOException {
        refuse(2, 2);
        int before = seam.count("munmap");
        assertThatThrownBy(() -> access.retire(4 * WINDOW))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining(place.file().toString())
                .hasMessageContaining("ENOMEM")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(seam.fired()).isEqualTo(2);
        assertThat(seam.count("munmap") - before).as("windows that were let go").isEqualTo(4);
        access.retire(4 * WINDOW);
        assertThat(seam.count("munmap") - before).as("none of them twice").isEqualTo(4);
        assertLastWindowLives();
        access.close();
        assertThat(seam.count("munmap") - before).isEqualTo(5);
    }

    @Test
    void aCloseGivesAllOtherWindowsBack() throws IOException {
        refuse(1, 1);
        int before = seam.count("munmap");
        assertLastWindowLives();
        assertThatThrownBy(() -> access.close()).isInstanceOf(NativeIoException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(seam.count("munmap") - before).isEqualTo(WINDOWS);
        access.close();
        assertThat(seam.count("munmap") - before).as("none of them twice").isEqualTo(WINDOWS);
    }

    private void assertLastWindowLives() throws IOException {
        long offset = (WINDOWS - 1) * WINDOW;
        assertThat(access.force(offset, offset + 3)).isEqualTo(DurabilityMechanism.MSYNC);
        ByteBuf read = Unpooled.buffer(3, 3);
        access.read(offset, read, 0, 3);
        assertThat(read.array()).containsExactly(4, 5, 6);
    }
}
