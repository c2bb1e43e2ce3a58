package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.ReadOnlyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Media that really fail under a file, and disks that really are full: the error says what happened, the writer is failed
 * for good where nobody knows any more what the medium holds, reads go on, and nothing that was acknowledged is lost.
 */
@Tag("broken-media")
class BrokenMediaTest {
    private static final int BORDER = 64 << 10;
    private static final int MADV_DONTNEED = 4;
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

    private static HybridFileOptions options(RangeMode mode) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    private void open(String fileSystem, RangeMode mode) throws IOException {
        boolean dax = mode == RangeMode.DAX_MAPPED || mode == RangeMode.DAX_WRITE;
        medium = dax ? BrokenPmem.of(fileSystem) : BrokenDisk.of(fileSystem);
        file = HybridFile.open(medium.file(), options(mode));
        start = file.dataOffset();
        append(SEALED + 700);
        file.force();
        assertThat(file.tailOffset()).isEqualTo(start + SEALED);
    }

    @ParameterizedTest
    @CsvSource({"ext4, DIRECT", "ext4, BUFFERED", "ext4, MAPPED", "xfs, DIRECT", "xfs, BUFFERED", "xfs, MAPPED"})
    void aFailedForceFailsTheWriterForGoodAndLosesNothing(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        long acknowledged = file.durableOffset();
        ((BrokenDisk) medium).failWrites();
        append(3000);
        MediaErrorException failure = catchThrowableOfType(MediaErrorException.class, file::force);
        assertThat(failure)
                .hasMessageContaining("EIO")
                .hasMessageContaining(medium.file().toString());
        assertFailedBy(failure);
        assertSealedCanBeRead();
        medium.heal();
        assertFailedBy(failure);
        assertSealedCanBeRead();
        ((BrokenDisk) medium).failWrites(); // What the kernel still holds must not reach the medium.
        file.close();
        medium.unmount();
        medium.heal();
        medium.mount();
        goOnAt(acknowledged, mode);
    }

    @ParameterizedTest
    @CsvSource({"ext4, DIRECT", "xfs, DIRECT"})
    void aFailedReadOfASealedRangeIsToldAndDoesNotFailTheWriter(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        append(6 * BORDER); // What the ring still holds is not read from the disk.
        file.force();
        dropSealedPages();
        ((BrokenDisk) medium).failReads();
        MediaErrorException failure = catchThrowableOfType(
                MediaErrorException.class,
                () -> file.readAt(start + BORDER, 100).release());
        ((BrokenDisk) medium).heal();
        assertThat(failure).hasMessageContaining("EIO");
        assertThat(failure.offset()).isEqualTo(start + BORDER);
        assertSealedCanBeRead();
        append(3000);
        file.force();
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, DIRECT",
        "ext4, BUFFERED",
        "ext4, MAPPED",
        "ext4, DAX_MAPPED",
        "ext4, DAX_WRITE",
        "xfs, DIRECT",
        "xfs, BUFFERED",
        "xfs, MAPPED",
        "xfs, DAX_MAPPED",
        "xfs, DAX_WRITE"
    })
    void aFileSystemThatStopsFailsTheWriterAndLosesNothing(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        medium.stopFileSystem();
        assertNothingCanBeCreated();
        IOException failure = appendUntilItFails(IOException.class);
        assertThat(causeOf(failure))
                .as("what a medium that takes no more says")
                .isInstanceOfAny(ReadOnlyFileException.class, MediaErrorException.class, MappedFaultException.class);
        assertRecoveredBehind(failure, mode);
    }

    /**
     * ext4 then reports forces as successful and has written nothing; XFS goes on writing a file that was opened before.
     * Only {@code DAX_MAPPED} may still acknowledge: its stores are on the medium.
     */
    @ParameterizedTest
    @CsvSource({
        "ext4, DIRECT",
        "ext4, BUFFERED",
        "ext4, MAPPED",
        "ext4, DAX_MAPPED",
        "ext4, DAX_WRITE",
        "xfs, DIRECT",
        "xfs, BUFFERED",
        "xfs, MAPPED",
        "xfs, DAX_MAPPED",
        "xfs, DAX_WRITE"
    })
    void aForcedReadOnlyRemountFailsTheWriterAndLosesNothing(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        long before = file.durableOffset();
        medium.remountReadOnly();
        try {
            assertNothingCanBeCreated();
            IOException failure = appendUntilItFails(IOException.class);
            // A store into a page that the remount has write-protected faults.
            assertThat(causeOf(failure)).isInstanceOfAny(ReadOnlyFileException.class, MappedFaultException.class);
            if (mode != RangeMode.DAX_MAPPED) {
                assertThat(file.durableOffset()).as("acknowledged").isEqualTo(before);
            }
            assertSealedCanBeRead();
            assertPattern(start, file.durableOffset());
            medium.remountOthers();
            assertRecoveredBehind(failure, mode);
        } finally {
            medium.remountOthers();
        }
    }

    /** Where the background was first to meet it, it is the cause. */
    private static Throwable causeOf(IOException failure) {
        return failure instanceof WriterFailedException ? failure.getCause() : failure;
    }

    private void assertNothingCanBeCreated() {
        assertThatThrownBy(() -> Files.createFile(medium.directory().resolve("other")))
                .as("the file system takes no changes")
                .isInstanceOf(IOException.class);
    }

    private <E extends IOException> E appendUntilItFails(Class<E> type) {
        return catchThrowableOfType(type, () -> {
            for (int i = 0; i < 1000; i++) {
                append(30_000);
                file.force();
            }
        });
    }

    private void assertRecoveredBehind(IOException failure, RangeMode mode) throws IOException {
        assertFailedBy(failure);
        assertRecovered(mode);
    }

    private void assertRecovered(RangeMode mode) throws IOException {
        long acknowledged = file.durableOffset();
        try {
            file.close();
        } catch (ReadOnlyFileException e) {
            System.out.println("close: " + e.getMessage()); // Prepared space can't be given back.
        }
        medium.unmount();
        if (medium.fileSystem().equals("ext4")) {
            Command.run("sh", "-c", "e2fsck -p -f /dev/" + medium.device() + " || test $? = 1");
        }
        medium.mount();
        file = HybridFile.open(medium.file(), options(mode));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertPattern(start, acknowledged);
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, DAX_MAPPED",
        "ext4, DAX_WRITE",
        "ext4, DIRECT",
        "xfs, DAX_MAPPED",
        "xfs, DAX_WRITE",
        "xfs, DIRECT"
    })
    void aFullDiskFailsTheAppendAndNothingElse(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        Path ballast = medium.directory().resolve("ballast");
        long left = Files.getFileStore(medium.directory()).getUsableSpace() - (4 << 20);
        Command.run("fallocate", "-l", "" + left, ballast.toString());
        DiskFullException full = appendUntilItFails(DiskFullException.class);
        assertThat(full)
                .hasMessageContaining("ENOSPC")
                .hasMessageContaining(medium.file().toString());
        long end = file.endOffset();
        assertThat(file.force().durableOffset()).isEqualTo(end);
        assertPattern(start, end);
        assertThatThrownBy(() -> append(1 << 20)).as("still full").isInstanceOf(DiskFullException.class);
        Files.delete(ballast);
        append(1 << 20);
        file.force();
        end = file.endOffset();
        file.close();
        medium.unmount();
        medium.mount();
        goOnAt(end, mode);
    }

    @ParameterizedTest
    @CsvSource({"ext4, DAX_MAPPED", "ext4, DAX_WRITE", "xfs, DAX_MAPPED", "xfs, DAX_WRITE"})
    void aBadBlockInASealedRangeIsToldAndDoesNotFailTheWriter(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        BrokenPmem pmem = (BrokenPmem) medium;
        pmem.breakBlock(medium.file(), start + BORDER);
        assertThat(pmem.listed()).as("bad blocks").isNotBlank();
        MediaErrorException failure = catchThrowableOfType(
                MediaErrorException.class,
                () -> file.readAt(start + BORDER, 100).release());
        assertThat(failure).hasMessageContaining(medium.file().toString());
        assertThat(failure.offset()).isEqualTo(start + BORDER);
        assertPattern(start, start + BORDER);
        assertPattern(start + BORDER + 4096, start + SEALED + 700);
        append(3000);
        file.force();
        assertPattern(start + SEALED, file.endOffset());
    }

    /** On XFS such blocks take new bytes without an error. */
    @ParameterizedTest
    @CsvSource({"ext4, DAX_MAPPED", "ext4, DAX_WRITE"})
    void badBlocksInFrontOfTheTailFailTheWriterWithoutASignal(String fileSystem, RangeMode mode) throws Exception {
        open(fileSystem, mode);
        BrokenPmem pmem = (BrokenPmem) medium;
        Path ballast = medium.directory().resolve("ballast");
        long left = Files.getFileStore(medium.directory()).getUsableSpace() - (24 << 20);
        Command.run("fallocate", "-l", "" + left, ballast.toString());
        Path bad = medium.directory().resolve("bad");
        Command.run("fallocate", "-l", "" + (20 << 20), bad.toString());
        pmem.breakBlocks(bad);
        Files.delete(bad);
        IOException failure = appendUntilItFails(IOException.class);
        assertThat(causeOf(failure))
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContaining(medium.file().toString());
        long acknowledged = file.durableOffset();
        assertFailedBy(failure);
        assertPattern(start, acknowledged);
        file.close();
        medium.unmount();
        medium.heal();
        medium.mount();
        file = HybridFile.open(medium.file(), options(mode));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertPattern(start, acknowledged);
    }

    @ParameterizedTest
    @CsvSource({"ext4", "xfs"})
    void aStoreIntoABadBlockFailsTheWriterInsteadOfBeingAcknowledged(String fileSystem) throws Exception {
        open(fileSystem, RangeMode.DAX_MAPPED);
        long acknowledged = file.durableOffset();
        long next = (file.endOffset() + 8191) & -4096;
        ((BrokenPmem) medium).breakBlock(medium.file(), next);
        unmapPagesOfTail();
        IOException failure = catchThrowableOfType(IOException.class, () -> {
            append(30_000);
            file.force();
        });
        assertThat(failure).isInstanceOf(MappedFaultException.class).hasMessageContaining("" + medium.file());
        assertThat(file.durableOffset()).isEqualTo(acknowledged);
        assertFailedBy(failure);
        assertPattern(start, acknowledged);
        file.close();
        medium.unmount();
        ((BrokenPmem) medium).heal();
        medium.mount();
        file = HybridFile.open(medium.file(), options(RangeMode.DAX_MAPPED));
        assertThat(file.endOffset()).isGreaterThanOrEqualTo(acknowledged);
        assertPattern(start, acknowledged);
    }

    /** As the kernel does with a page whose memory fails; the next store has to map it again. */
    private void unmapPagesOfTail() throws Exception {
        int unmapped = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.contains(medium.file().toString())) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
                long address = Long.parseUnsignedLong(range[0], 16);
                Posix.system().madvise(address, Long.parseUnsignedLong(range[1], 16) - address, MADV_DONTNEED);
                unmapped++;
            }
        }
        assertThat(unmapped).as("windows").isPositive();
    }

    private void append(int length) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), length));
    }

    private void assertFailedBy(Throwable cause) {
        assertThatThrownBy(() -> append(1))
                .isInstanceOf(WriterFailedException.class)
                .hasRootCause(rootOf(cause));
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private void assertSealedCanBeRead() throws IOException {
        dropSealedPages();
        assertPattern(start, start + SEALED);
    }

    private void dropSealedPages() throws IOException {
        if (medium instanceof BrokenDisk) {
            try (NativeFile reader = NativeFile.open(Posix.system(), medium.file(), OpenRequest.readOnly())) {
                PageCache.drop(reader, start, SEALED);
                if (OpenResources.of(medium.file()).stream().anyMatch(each -> each.startsWith("mapping"))) {
                    return; // Pages that are mapped stay.
                }
                assertThat(PageCache.residency(reader, start, SEALED).pagesResident())
                        .as("cached pages")
                        .isZero();
            }
        }
    }

    /** Nothing of what was not acknowledged could reach the medium, so the end is exactly there. */
    private void goOnAt(long acknowledged, RangeMode mode) throws IOException {
        file = HybridFile.open(medium.file(), options(mode));
        assertThat(file.endOffset()).isEqualTo(acknowledged);
        assertPattern(start, acknowledged);
        append(3000);
        file.force();
        assertPattern(start, file.endOffset());
    }

    private void assertPattern(long from, long to) throws IOException {
        int length = (int) (to - from);
        Pattern.verify(file, from, length);
    }
}
