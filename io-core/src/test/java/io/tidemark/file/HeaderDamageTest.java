package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header that is torn, foreign, of the future or garbage. */
@Tag("one-dax")
class HeaderDamageTest {
    private static final int BORDER = 64 << 10;
    private static final int IDENTITY = 4096;
    private static final int SLOT = ((BORDER - IDENTITY) / 2) & -IDENTITY;

    private TestPlace place;
    private long end;

    private static HybridFileOptions options() {
        return CrashingAppender.options(RangeMode.BUFFERED);
    }

    @BeforeEach
    void writeAFile() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            file.append(Pattern.bytes(file.dataOffset(), 3 * BORDER + 77));
            file.seal(file.dataOffset() + 2 * BORDER);
            file.discard(file.dataOffset() + BORDER, BORDER);
            end = file.endOffset();
        }
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    private void overwrite(long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(offset);
            file.write(bytes);
        }
    }

    private byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "r")) {
            file.seek(offset);
            file.readFully(bytes);
        }
        return bytes;
    }

    private void flip(long offset) throws IOException {
        byte[] bytes = read(offset, 1);
        bytes[0] ^= 0x10;
        overwrite(offset, bytes);
    }

    private long generation(int slot) throws IOException {
        return ByteBuffer.wrap(read(IDENTITY + (long) slot * SLOT, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneDamagedSlotCostsNothingButTheNewestState(int slot) throws IOException {
        flip(IDENTITY + (long) slot * SLOT + 16);
        boolean newest = generation(slot) > generation(1 - slot);
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            System.out.println("the " + (newest ? "newest" : "older") + " state was damaged, recovered to "
                    + file.endOffset() + " of " + end);
            assertThat(file.endOffset()).isEqualTo(end);
            assertReads(file);
        }
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            assertThat(file.endOffset()).isEqualTo(end);
            assertReads(file);
        }
    }

    @Test
    void withBothSlotsDamagedNothingIsGuessed() throws IOException {
        flip(IDENTITY + 24);
        flip(IDENTITY + SLOT + 24);
        assertRefused(DamagedStateException.class, "intact");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 16, 32})
    void adamagedIdentityIsNotOurs(int at) throws IOException {
        flip(at);
        assertRefused(NotATidemarkFileException.class, "");
    }

    @Test
    void anUnknownVersionIsRefusedByItsNumber() throws IOException {
        ByteBuffer identity = ByteBuffer.wrap(read(0, 40)).order(ByteOrder.LITTLE_ENDIAN);
        identity.putInt(8, 2);
        CRC32C crc = new CRC32C();
        crc.update(identity.slice(0, 12));
        crc.update(identity.slice(16, 24));
        identity.putInt(12, (int) crc.getValue());
        overwrite(0, identity.array());
        assertRefused(NotATidemarkFileException.class, "version 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 39, 40, 4095, 4096, 5000, BORDER - 1, BORDER, BORDER + 1})
    void aFileThatWasCutIsDamagedOrNotOurs(int size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.setLength(size);
        }
        assertRefused(size < 40 ? NotATidemarkFileException.class : DamagedStateException.class, "");
    }

    @Test
    void garbageIsNotOursAndStaysAsItIs() throws IOException {
        Files.write(place.file(), Pattern.bytes(0, 200_000).array());
        assertRefused(NotATidemarkFileException.class, "");
    }

    @Test
    void anEmptyFileIsTakenAsNew() throws IOException {
        Files.write(place.file(), new byte[0]);
        try (HybridFile file = HybridFile.open(place.file(), options())) {
            assertThat(file.endOffset()).isEqualTo(file.dataOffset());
        }
    }

    private void assertRefused(Class<? extends IOException> type, String why) throws IOException {
        byte[] before = Files.readAllBytes(place.file());
        for (OpenMode mode : new OpenMode[] {OpenMode.CREATE_OR_OPEN, OpenMode.OPEN_EXISTING, OpenMode.READ_ONLY}) {
            HybridFileOptions options = options().toBuilder().openMode(mode).build();
            assertThatThrownBy(() -> HybridFile.open(place.file(), options))
                    .isInstanceOf(type)
                    .hasMessageContaining(place.file().toString())
                    .hasMessageContaining(why);
        }
        assertThat(Files.readAllBytes(place.file())).isEqualTo(before);
        assertThat(OpenResources.of(place.directory())).isEmpty();
    }

    private void assertReads(HybridFile file) throws IOException {
        long start = file.dataOffset();
        for (long[] range : new long[][] {{start, start + BORDER}, {start + 2 * BORDER, end}}) {
            int length = (int) (range[1] - range[0]);
            Pattern.verify(file, range[0], length);
        }
        assertThatThrownBy(() -> file.readAt(start + BORDER, 1)).isInstanceOf(DiscardedRangeException.class);
    }
}
