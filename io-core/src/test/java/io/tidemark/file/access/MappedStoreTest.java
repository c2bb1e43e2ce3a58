package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is there afterwards, however much of it was there before; faults are tested with real media. */
@Tag("no-disk")
class MappedStoreTest {
    private static final int LENGTH = 40;
    private static final int INDEX = 3;
    private static final byte BEFORE = 0x55;

    private final ByteBuf window = Unpooled.directBuffer(LENGTH + 2 * INDEX).writeZero(LENGTH + 2 * INDEX);
    private ByteBuf source;

    @AfterEach
    void release() {
        window.release();
        source.release();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storesAreWholeWhateverTheWindowHolds(boolean direct) {
        source = direct ? Unpooled.directBuffer(LENGTH) : Unpooled.buffer(LENGTH);
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        source.writeBytes(bytes);
        for (int length = 0; length <= LENGTH; length++) {
            for (int different = 0; different <= length; different++) {
                fillWindow(length, different);
                assertThat(MappedStore.tryStore(source, 0, window, INDEX, length))
                        .as("length %d, of which the first %d differ", length, different)
                        .isTrue();
                assertThat(ByteBufUtil.equals(source, 0, window, INDEX, length)).isTrue();
                assertThat(window.getByte(INDEX - 1)).isEqualTo(BEFORE);
                assertThat(window.getByte(INDEX + length)).isEqualTo(BEFORE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatEndsInZerosIsAppendedToZeros(boolean direct) {
        source = direct ? Unpooled.directBuffer(LENGTH) : Unpooled.buffer(LENGTH);
        appendWithZerosAtTheEnd(length -> MappedStore.tryAppend(source, 0, window, INDEX, length), (byte) 0);
    }

    @Test
    void byAddressesItGetsAMarkBehindIt() {
        source = Unpooled.directBuffer(LENGTH);
        assumeAddresses();
        appendWithZerosAtTheEnd(length -> MappedStore.tryAppend(from(), to(), length), (byte) 0);
        appendWithZerosAtTheEnd(length -> MappedStore.tryAppend(from(), to(), length, BEFORE), BEFORE);
    }

    private void appendWithZerosAtTheEnd(IntPredicate append, byte behind) {
        for (int length = 0; length <= LENGTH; length++) {
            for (int zeros = 0; zeros <= length; zeros++) {
                source.clear().writeBytes(new byte[LENGTH]);
                for (int i = 0; i < length - zeros; i++) {
                    source.setByte(i, i + 1);
                }
                window.setZero(0, window.capacity());
                assertThat(append.test(length))
                        .as("length %d, of which the last %d are zeros", length, zeros)
                        .isTrue();
                assertThat(ByteBufUtil.equals(source, 0, window, INDEX, length)).isTrue();
                assertThat(window.getByte(INDEX + length)).isEqualTo(behind);
            }
        }
    }

    @Test
    void byAddressesWhatIsAppendedIsWholeWhateverTheWindowHolds() {
        source = Unpooled.directBuffer(LENGTH);
        assumeAddresses();
        for (int length = 0; length <= LENGTH; length++) {
            for (int zeros = 0; zeros <= length; zeros++) {
                source.clear().writeBytes(new byte[LENGTH]);
                for (int i = 0; i < length - zeros; i++) {
                    source.setByte(i, i + 1);
                }
                fillWindow(length, length / 2);
                assertThat(MappedStore.tryAppend(from(), to(), length))
                        .as("length %d, of which the last %d are zeros", length, zeros)
                        .isTrue();
                assertThat(ByteBufUtil.equals(source, 0, window, INDEX, length)).isTrue();
                assertThat(window.getByte(INDEX - 1)).isEqualTo(BEFORE);
                assertThat(window.getByte(INDEX + length)).isEqualTo(BEFORE);
            }
        }
    }

    @Test
    void aByteIsStored() {
        source = Unpooled.EMPTY_BUFFER;
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            assertThat(MappedStore.tryStore((byte) value, window, INDEX)).isTrue();
            assertThat(window.getByte(INDEX)).isEqualTo((byte) value);
        }
    }

    private void assumeAddresses() {
        assumeTrue(PlatformDependent.hasUnsafe(), "Netty has no Unsafe on this JVM");
    }

    private long from() {
        return source.memoryAddress();
    }

    private long to() {
        return window.memoryAddress() + INDEX;
    }

    /** The window ends as the source does, but for the first bytes and for what lies around. */
    private void fillWindow(int length, int different) {
        for (int i = 0; i < window.capacity(); i++) {
            int at = i - INDEX;
            boolean inside = at >= 0 && at < length;
            window.setByte(i, !inside ? BEFORE : at < different ? ~source.getByte(at) : source.getByte(at));
        }
    }
}
