package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.testing.NativeRig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("no-disk")
class NativeMemoryTest {
    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @ParameterizedTest
    @CsvSource({"1,1", "4096,4096", "5000,512", "100000,65536", "1,2097152", "3000000,2097152"})
    void memoryIsAlignedZeroedAndGivenBack(long length, long alignment) {
        try (NativeMemory memory = NativeMemory.allocate(rig.posix(), length, alignment)) {
            assertThat(memory.address() % Math.max(alignment, 4096)).isZero();
            assertThat(memory.length()).isEqualTo(length);
            ByteBuffer buffer = memory.buffer();
            assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.remaining()).isEqualTo((int) length);
            while (buffer.hasRemaining()) {
                assertThat(buffer.get()).isZero();
            }
            assertThat(rig.faults().mappedBytes()).isEqualTo((length + 4095) / 4096 * 4096);
        }
        assertThat(rig.faults().mappedBytes()).isZero();
    }

    @Test
    void whatIsPutThroughOneViewIsSeenThroughAnother() {
        NativeMemory memory = rig.memory(8192);
        memory.buffer().putLong(4096, 42);

        assertThat(NativeBuffers.view(memory.address() + 4096, 8).getLong(0)).isEqualTo(42);
    }

    @Test
    void closingTwiceUnmapsOnce() {
        NativeMemory memory = NativeMemory.allocate(rig.posix(), 100, 1);
        memory.close();
        memory.close();

        assertThat(rig.faults().count("munmap")).isOne();
        assertThatThrownBy(memory::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(memory::buffer).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memoryThatMayNotBeUnmappedStaysAndIsUnmappedOnce() {
        NativeMemory memory = NativeMemory.allocate(rig.posix(), 100, 1);
        long address = memory.address();
        rig.faults().fail("munmap", 1, Errno.ENOMEM);
        memory.close();
        memory.close();

        rig.faults().assertAllFired();
        assertThat(rig.faults().count("munmap")).isOne();
        assertThatThrownBy(memory::address).isInstanceOf(IllegalStateException.class);
        assertThatCode(() -> rig.posix().munmap(address, 4096)).doesNotThrowAnyException();
    }

    /** Two parts are cut off, behind what is aligned and mostly in front of it; the kernel chooses the place. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void memoryThatCanNotBeCutToSizeIsGivenBackAsAWhole(int nth) {
        OutOfMemoryError refused = null;
        long held = 0;
        for (int places = 0; places < 64 && refused == null; places++) {
            rig.memory(4096);
            held = rig.faults().mappedBytes();
            rig.faults().disarm();
            rig.faults().fail("munmap", nth, Errno.ENOMEM);
            try (NativeMemory memory = NativeMemory.allocate(rig.posix(), 5000, 1 << 16)) {
                assertThat(memory.length()).isEqualTo(5000);
                rig.faults().disarm();
            } catch (OutOfMemoryError e) {
                refused = e;
            }
        }
        rig.faults().assertAllFired();
        assertThat(refused).as("a refused cut").isNotNull().hasRootCauseInstanceOf(ErrnoException.class);
        assertThat(rig.faults().mappedBytes()).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aLengthThatIsNotPositiveIsRefused(long length) {
        assertThatThrownBy(() -> NativeMemory.allocate(rig.posix(), length, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 3, 4097, Long.MIN_VALUE})
    void anAlignmentThatIsNoPowerOfTwoIsRefused(long alignment) {
        assertThatThrownBy(() -> NativeMemory.allocate(rig.posix(), 1, alignment))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheKernelRefusesIsAnOutOfMemoryErrorThatSaysWhereToLook() {
        rig.faults().fail("mmap", 1, Errno.ENOMEM);

        assertThatThrownBy(() -> NativeMemory.allocate(rig.posix(), 1 << 20, 1))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("1048576 bytes")
                .hasMessageContaining("vm.max_map_count")
                .hasRootCauseInstanceOf(ErrnoException.class);
    }

    @Test
    void aLengthBeyondTheAddressSpaceDoesNotOverflow() {
        assertThatThrownBy(() -> NativeMemory.allocate(rig.posix(), Long.MAX_VALUE, 1))
                .isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> NativeMemory.allocate(rig.posix(), 1L << 60, 1))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aViewOfNothingIsRefused() {
        assertThatThrownBy(() -> NativeBuffers.view(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NativeBuffers.view(4096, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
