package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Memory fails under a file: the kernel takes the page away from all who have mapped it. Who touches it afterwards is
 * told by an exception, what was acknowledged is there, and the process lives.
 */
@Tag("broken-media")
class PoisonedMemoryTest {
    private static final int BORDER = 64 << 10;
    private static final int SEALED = 3 * BORDER;

    private BrokenMedium medium;
    private HybridFile file;
    private long start;

    @AfterEach
    void leaveNothingBehind() throws IOException {
        if (file != null) {
            file.close();
        }
        if (medium != null) {
            assertThat(OpenResources.of(medium.directory())).isEmpty();
            medium.close();
        }
    }

    private static HybridFileOptions options(RangeMode tail, RangeMode sealed) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(tail))
                .sealed(ModeChoice.require(sealed))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    private void open(String fileSystem, RangeMode tail, RangeMode sealed) throws IOException {
        medium = tail == RangeMode.DAX_MAPPED ? BrokenPmem.of(fileSystem) : BrokenDisk.of(fileSystem);
        if (tail == RangeMode.MAPPED) {
            ((BrokenDisk) medium).readNothingAhead();
        }
        file = HybridFile.open(medium.file(), options(tail, sealed));
        start = file.dataOffset();
        append(SEALED + 700);
        file.force();
        assertThat(file.tailOffset()).isEqualTo(start + SEALED);
    }

    /** As after a machine check: the kernel also remembers the block as a bad one. */
    @ParameterizedTest
    @CsvSource({"ext4", "xfs"})
    void aStoreIntoAPoisonedPageFailsTheWriterAndNotTheProcess(String fileSystem) throws Exception {
        open(fileSystem, RangeMode.DAX_MAPPED, RangeMode.CACHED);
        long acknowledged = file.durableOffset();
        long next = (file.endOffset() + 8191) & -4096;
        long address = addressOf("rw", next);
        assertThat(PoisonedMemory.isMapped(address)).as("before").isTrue();

        PoisonedMemory.poisonByTouch(medium.file(), next);
        ((BrokenPmem) medium).breakBlock(medium.file(), next);

        assertThat(PoisonedMemory.isMapped(address))
                .as("the kernel has taken it away")
                .isFalse();
        IOException failure = catchThrowableOfType(IOException.class, () -> {
            append(30_000);
            file.force();
        });
        assertThat(failure).isInstanceOf(MappedFaultException.class).hasMessageContaining("" + medium.file());
        assertThat(file.durableOffset()).isEqualTo(acknowledged);
        assertFailed();
        assertPattern(start, acknowledged);
        file.close();
        medium.unmount();
        medium.heal();
        medium.mount();
        file = HybridFile.open(medium.file(), options(RangeMode.DAX_MAPPED, RangeMode.CACHED));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertPattern(start, acknowledged);
    }

    @ParameterizedTest
    @CsvSource({"ext4, CACHED_MAPPED", "ext4, BLOCK_CACHED", "xfs, CACHED_MAPPED", "xfs, BLOCK_CACHED"})
    void aPoisonedPageOfASealedRangeIsToldAndNothingElseSuffers(String fileSystem, RangeMode sealed) throws Exception {
        open(fileSystem, RangeMode.DAX_MAPPED, sealed);
        long poisoned = start + BORDER;
        if (sealed == RangeMode.CACHED_MAPPED) {
            assertPattern(start, start + SEALED); // What the cache of blocks has read needs the medium no more.
        }

        PoisonedMemory.poisonByTouch(medium.file(), poisoned);
        ((BrokenPmem) medium).breakBlock(medium.file(), poisoned);

        ByteBuf target = Unpooled.buffer(100); // A view would be read by the caller.
        MediaErrorException failure =
                catchThrowableOfType(MediaErrorException.class, () -> file.readAt(poisoned, target, 100));
        assertThat(failure).hasMessageContaining(medium.file().toString());
        assertThat(failure.offset()).isBetween(poisoned - 4096, poisoned);
        assertPattern(start, poisoned - 4096);
        assertPattern(start + 2 * BORDER, file.endOffset());
        append(30_000);
        file.force();
        assertPattern(start + 2 * BORDER, file.endOffset());
    }

    /** The only copy of bytes that were not forced is gone, and the force says so. */
    @ParameterizedTest
    @CsvSource({"ext4, BUFFERED", "ext4, MAPPED", "xfs, BUFFERED", "xfs, MAPPED"})
    void aPoisonedPageOfTheCacheThatWasNotForcedFailsTheForce(String fileSystem, RangeMode tail) throws Exception {
        open(fileSystem, tail, RangeMode.CACHED);
        long acknowledged = file.durableOffset();
        append(30_000);
        long before = corruptedKib();

        PoisonedMemory.poison(medium.file(), acknowledged + 10_000);

        assertThat(corruptedKib()).as("memory that failed").isGreaterThan(before);
        IOException failure = catchThrowableOfType(IOException.class, file::force);
        assertThat(failure)
                .isInstanceOfAny(MediaErrorException.class, MappedFaultException.class)
                .hasMessageContaining("" + medium.file());
        assertThat(file.durableOffset()).isEqualTo(acknowledged);
        assertFailed();
        assertPattern(start, acknowledged);
        file.close();
        medium.unmount(); // Or the kernel may tell of it once more at the next direct read.
        medium.mount();
        file = HybridFile.open(medium.file(), options(tail, RangeMode.CACHED));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertPattern(start, acknowledged);
    }

    @ParameterizedTest
    @CsvSource({"ext4, CACHED", "ext4, CACHED_MAPPED", "xfs, CACHED", "xfs, CACHED_MAPPED"})
    void aPoisonedPageOfTheCacheThatWasForcedIsReadAgain(String fileSystem, RangeMode sealed) throws Exception {
        open(fileSystem, RangeMode.DIRECT, sealed);
        append(6 * BORDER); // What the ring still holds is not read from the cache.
        file.force();
        assertPattern(start, start + SEALED);
        long before = corruptedKib();

        PoisonedMemory.poison(medium.file(), start + BORDER);

        assertThat(corruptedKib()).as("memory that failed").isGreaterThan(before);
        assertPattern(start, file.endOffset());
        append(3000);
        file.force();
        assertPattern(start, file.endOffset());
    }

    private long addressOf(String rights, long offset) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] words = line.split(" +", 6);
            if (words.length == 6 && words[5].equals(medium.file().toString()) && words[1].startsWith(rights)) {
                long first = Long.parseUnsignedLong(words[0].substring(0, words[0].indexOf('-')), 16);
                long end = Long.parseUnsignedLong(words[0].substring(words[0].indexOf('-') + 1), 16);
                long address = first + offset - Long.parseUnsignedLong(words[2], 16);
                if (address >= first && address < end) {
                    return address;
                }
            }
        }
        throw new AssertionError("no window of " + medium.file() + " covers offset " + offset);
    }

    private static long corruptedKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("HardwareCorrupted:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("the kernel does not count memory that failed");
    }

    private void append(int length) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), length));
    }

    private void assertFailed() {
        assertThatThrownBy(() -> append(1)).isInstanceOf(WriterFailedException.class);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
    }

    private void assertPattern(long from, long to) throws IOException {
        int length = (int) (to - from);
        ByteBuf bytes = Unpooled.buffer(length);
        file.readAt(from, bytes, length);
        Pattern.verify(bytes, 0, from, length);
    }
}
