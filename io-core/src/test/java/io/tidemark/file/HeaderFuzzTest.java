package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random changes of a header, half of them with checksums made to fit: a correct file, or an error that has a type. */
@Tag("no-disk")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HeaderFuzzTest {
    private static final int BORDER = 64 << 10;
    private static final int IDENTITY = 4096;
    private static final int SLOT = ((BORDER - IDENTITY) / 2) & -IDENTITY;
    private static final int ROUNDS = Sampling.of(2000);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private int opened;
    private int refused;

    @Test
    void noHeaderDoesWorseThanBeingRefused() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            HybridFileOptions options = CrashingAppender.options(RangeMode.BUFFERED);
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                file.append(Pattern.bytes(file.dataOffset(), 4 * BORDER + 99));
                file.seal(file.dataOffset() + 4L * BORDER);
                file.assign(file.dataOffset() + BORDER, BORDER, RangeMode.CACHED_MAPPED);
                file.discard(file.dataOffset() + 2L * BORDER, BORDER);
            }
            HybridFileOptions reading =
                    options.toBuilder().openMode(OpenMode.READ_ONLY).build();
            try (RandomAccessFile raw = new RandomAccessFile(place.file().toFile(), "rw")) {
                byte[] whole = new byte[(int) raw.length()];
                raw.readFully(whole);
                for (int round = 0; round < ROUNDS; round++) {
                    byte[] header = mutated(Arrays.copyOf(whole, BORDER), round % 2 == 0);
                    raw.seek(0);
                    raw.write(header);
                    boolean intact = Arrays.equals(header, Arrays.copyOf(whole, BORDER));
                    attempt(place, round % 4 < 2 ? options : reading, round, intact);
                    // What a writer did with a header that lies, such as punching or cutting, is undone.
                    raw.setLength(whole.length);
                    raw.seek(0);
                    raw.write(whole);
                }
            }
            System.out.println("seed " + seed + ": " + opened + " opened, " + refused + " refused");
            assertThat(refused).isGreaterThan(ROUNDS / 8);
            assertThat(opened).isGreaterThan(ROUNDS / 8);
        }
    }

    private void attempt(TestPlace place, HybridFileOptions options, int round, boolean mustOpen) throws IOException {
        try (HybridFile file = HybridFile.open(place.file(), options)) {
            opened++;
            for (Range range : file.ranges()) {
                readSome(file, range);
            }
        } catch (NotATidemarkFileException | DamagedStateException e) {
            refused++;
            assertThat(mustOpen).as("round %d: %s", round, e).isFalse();
            assertThat(e).hasMessageContaining(place.file().toString());
        } catch (IOException e) {
            refused++;
            assertThat(mustOpen).as("round %d: %s", round, e).isFalse();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + " round " + round + ", " + options.openMode(), e);
        }
        assertThat(OpenResources.of(place.directory()).size())
                .as("open after round %d, but for the test's own", round)
                .isLessThanOrEqualTo(1);
    }

    private static void readSome(HybridFile file, Range range) throws IOException {
        int length = (int) Math.min(range.length(), 1000);
        try {
            ByteBuf bytes = file.readAt(range.offset(), length);
            bytes.release();
        } catch (DiscardedRangeException e) {
            assertThat(range.mode()).isEqualTo(RangeMode.DISCARDED);
        }
    }

    private byte[] mutated(byte[] header, boolean fitting) {
        ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int block = random.nextInt(3);
            int base = block == 0 ? 0 : IDENTITY + (block - 1) * SLOT;
            int at = base + random.nextInt(block == 0 ? 40 : 32 + 6 * 24) / 4 * 4;
            switch (random.nextInt(4)) {
                case 0 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
                case 1 -> bytes.putInt(at, random.nextInt());
                case 2 -> bytes.putLong(at, interesting());
                default -> bytes.putInt(at, random.nextInt(12));
            }
        }
        if (fitting) {
            fit(bytes, 0, 12, 40);
            for (int slot = 0; slot < 2; slot++) {
                int base = IDENTITY + slot * SLOT;
                int count = bytes.getInt(base + 8);
                if (count >= 0 && count <= (SLOT - 32) / 24) {
                    fit(bytes, base, 12, 32 + count * 24);
                }
            }
        }
        return header;
    }

    private long interesting() {
        long[] values = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, BORDER, -BORDER, 1L << 30, 1L << 31, 1L << 62, 4096};
        return values[random.nextInt(values.length)] + random.nextInt(3) - 1;
    }

    private static void fit(ByteBuffer bytes, int base, int hole, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(base, hole));
        crc.update(bytes.slice(base + hole + 4, length - hole - 4));
        bytes.putInt(base + hole, (int) crc.getValue());
    }
}
