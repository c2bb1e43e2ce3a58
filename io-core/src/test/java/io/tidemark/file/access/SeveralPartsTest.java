package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory in several parts is copied part by part: a page that can't be had is noticed though it isn't the last one's. */
@Tag("no-disk")
class SeveralPartsTest {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 2;
    private static final int CALLS_TO_BE_COMPILED = 200_000;
    private static final int ROUNDS = 30;
    private static final int MAP_FIXED = 0x10;

    /** Of a part, of which the first begins a word before the second page. */
    private static final int PART_BYTES = 2 * Long.BYTES;

    private static final int INDEX = PAGE_BYTES - Long.BYTES;

    private final ByteBuf parts = Unpooled.compositeBuffer()
            .addComponent(true, Unpooled.directBuffer(PART_BYTES, PART_BYTES).writeZero(PART_BYTES))
            .addComponent(true, Unpooled.directBuffer(PART_BYTES, PART_BYTES).writeZero(PART_BYTES));
    private NativeFile file;
    private NativeFile empty;
    private MappedRegion region;
    private ByteBuf mapped;
    private long word;

    @BeforeEach
    void map(@TempDir Path directory) throws IOException {
        file = NativeFile.open(Posix.system(), directory.resolve("file"), OpenRequest.createNew());
        empty = NativeFile.open(Posix.system(), directory.resolve("empty"), OpenRequest.createNew());
        file.truncate(PAGES * PAGE_BYTES);
        region = MappedRegion.map(file, 0, PAGES * PAGE_BYTES, MappedRegion.Kind.READ_WRITE);
        mapped = Unpooled.wrappedBuffer(region.buffer());
    }

    @AfterEach
    void unmap() throws IOException {
        parts.release();
        Closing.all(region::close, empty, file);
    }

    @Test
    void aCopyIntoThemIsLeftToASystemCall() throws Exception {
        for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
            MappedCopy.tryCopy(mapped, INDEX, parts, 0, 2 * PART_BYTES);
        }
        loseTheFirstPage();
        assertEachIsNoticed(() -> MappedCopy.tryCopy(mapped, INDEX, parts, 0, 2 * PART_BYTES));
    }

    @Test
    void soAreCopiesOfPieces() throws Exception {
        long[] offsets = {INDEX};
        for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
            MappedCopy.tryCopy(mapped, 0, offsets, 1, parts, 0, 2 * PART_BYTES);
        }
        loseTheFirstPage();
        assertEachIsNoticed(() -> MappedCopy.tryCopy(mapped, 0, offsets, 1, parts, 0, 2 * PART_BYTES));
    }

    @Test
    void whatIsStoredOutOfThemIsLookedAtPartByPart() throws Exception {
        assertEachStoreIsLookedAt(() -> MappedStore.tryStore(nextParts(), 0, mapped, INDEX, 2 * PART_BYTES));
    }

    @Test
    void soIsWhatIsAppended() throws Exception {
        assertEachStoreIsLookedAt(() -> MappedStore.tryAppend(nextParts(), 0, mapped, INDEX, 2 * PART_BYTES));
    }

    @Test
    void aPartOfThemIsStoredWhole() {
        for (int from = 0; from < 2 * PART_BYTES; from++) {
            for (int length = 0; length <= 2 * PART_BYTES - from; length++) {
                mapped.setZero(INDEX, 2 * PART_BYTES);
                assertThat(MappedStore.tryStore(nextParts(), from, mapped, INDEX, length))
                        .isTrue();
                assertThat(mapped.slice(INDEX, length)).isEqualTo(parts.slice(from, length));
                assertThat(mapped.getByte(INDEX + length)).isZero();
            }
        }
    }

    private void assertEachStoreIsLookedAt(BooleanSupplier store) throws Exception {
        for (int i = 0; i < CALLS_TO_BE_COMPILED; i++) {
            assertTrue(store.getAsBoolean()); // What is interpreted is told of faults in time.
        }
        assertThat(mapped.slice(INDEX, 2 * PART_BYTES)).isEqualTo(parts);
        loseTheFirstPage();
        assertEachIsNoticed(store);
    }

    private static void assertEachIsNoticed(BooleanSupplier access) {
        for (int round = 0; round < ROUNDS; round++) {
            boolean isNoticed = true;
            try {
                isNoticed = !access.getAsBoolean();
                MappedCopy.takeLateError();
            } catch (InternalError e) {
                // In time, or late, wherever this thread happened to be: what it had been told before stands.
            }
            assertThat(isNoticed).as("round %d", round).isTrue();
        }
    }

    /** Other words than before in each part. */
    private ByteBuf nextParts() {
        word++;
        for (int at = 0; at < 2 * PART_BYTES; at += Long.BYTES) {
            parts.setLong(at, word << Byte.SIZE | 0x5500_0000_0000_0055L);
        }
        return parts;
    }

    private void loseTheFirstPage() throws Exception {
        int protection = LinuxConstants.PROT_READ | LinuxConstants.PROT_WRITE;
        int flags = LinuxConstants.MAP_SHARED | MAP_FIXED;
        Posix.system().mmap(region.address(), PAGE_BYTES, protection, flags, empty.fd(), 0);
    }
}
