package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.file.shadow.Span;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A shadow that is lost, stale, somebody else's or can't be made: the bytes are right all the same. */
@Tag("dax-places")
class ShadowLossTest {
    private static final int BORDER = 64 << 10;
    private static final int SEALED = 16 * BORDER;

    private Path directory;
    private Path path;
    private Path shadow;
    private long start;

    @BeforeEach
    void makeFileWithAShadow() throws IOException {
        directory = FlaggedDirectory.on("xfs");
        path = directory.resolve("file.tide");
        shadow = Shadow.pathFor(path);
        try (HybridFile file = open()) {
            start = file.dataOffset();
            file.append(Pattern.bytes(start, SEALED));
            file.seal(file.endOffset());
            ShadowedFileTest.awaitShadow(file);
        }
        assertThat(shadow).exists();
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
        assertThat(OpenResources.of(directory)).isEmpty();
    }

    private HybridFile open() throws IOException {
        return open(Posix.system(), path);
    }

    private static HybridFile open(Posix posix, Path path) throws IOException {
        return HybridFile.open(
                posix,
                path,
                HybridFileOptions.builder()
                        .borderBytes(BORDER)
                        .growthBytes(4 * BORDER)
                        .sealed(ModeChoice.require(RangeMode.SHADOWED))
                        .build());
    }

    private static void verify(HybridFile file, long from, long length) throws IOException {
        Pattern.verify(file, from, (int) length);
    }

    private void assertMadeAnewAndRight() throws IOException {
        try (HybridFile file = open()) {
            verify(file, start, SEALED);
            ShadowedFileTest.awaitShadow(file);
            verify(file, start, SEALED);
        }
        assertShares(SEALED);
    }

    private void assertShares(int length) throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
                Shadow found = new Shadow(Posix.system(), path, file, BORDER)) {
            assertThat(found.tryOpen(OpenRequest.readOnly())).isTrue();
            assertThat(found.shared(new Span(start, start + SEALED)).stream()
                            .mapToLong(Span::length)
                            .sum())
                    .isEqualTo(length);
        }
    }

    @Test
    void aLostShadowIsMadeAnew() throws IOException {
        Files.delete(shadow);
        assertMadeAnewAndRight();
    }

    @Test
    void aCutShadowIsMendedAtTheNextOpening() throws IOException {
        cut(start + 5 * BORDER + 100);
        assertMadeAnewAndRight();
        cut(0);
        assertMadeAnewAndRight();
    }

    @Test
    void aShadowThatIsCutUnderReadersIsPassedBy() throws IOException {
        try (HybridFile file = open()) {
            cut(start + BORDER);
            verify(file, start, SEALED);
        }
    }

    @Test
    void readsGoOnWhenTheShadowIsDeletedUnderThem() throws IOException {
        try (HybridFile file = open()) {
            Files.delete(shadow);
            file.append(Pattern.bytes(file.endOffset(), 2 * BORDER));
            file.seal(file.endOffset());
            ShadowedFileTest.awaitShadow(file);
            verify(file, start, SEALED + 2 * BORDER);
        }
        assertThat(shadow).doesNotExist();
        assertMadeAnewAndRight();
    }

    @Test
    void aStaleShadowIsNotRead() throws IOException {
        Path old = directory.resolve("old");
        Files.move(shadow, old);
        try (HybridFile file = open()) {
            file.discard(start + BORDER, BORDER);
            file.assign(start + BORDER, BORDER, RangeMode.DAX_MAPPED);
            ByteBuf other = Pattern.bytes(start, BORDER); // Not what belongs there.
            file.writeAt(start + BORDER, other);
            file.assign(start + BORDER, BORDER, RangeMode.SHADOWED);
            ShadowedFileTest.awaitShadow(file);
        }
        Files.move(old, shadow, StandardCopyOption.REPLACE_EXISTING);
        assertShares(SEALED - BORDER);
        for (int round = 0; round < 2; round++) {
            try (HybridFile file = open()) {
                ByteBuf read = file.readAt(start + BORDER, BORDER);
                assertThat(read).isEqualTo(Pattern.bytes(start, BORDER));
                read.release();
                verify(file, start + 2 * BORDER, SEALED - 2 * BORDER);
                ShadowedFileTest.awaitShadow(file);
            }
        }
        assertShares(SEALED);
    }

    @Test
    void somebodyElsesShadowIsNotRead() throws IOException {
        Path other = directory.resolve("other.tide");
        try (HybridFile file = open(Posix.system(), other)) {
            ByteBuf bytes = Pattern.bytes(start + 1, SEALED);
            file.append(bytes);
            file.seal(file.endOffset());
            ShadowedFileTest.awaitShadow(file);
        }
        Files.move(Shadow.pathFor(other), shadow, StandardCopyOption.REPLACE_EXISTING);
        assertShares(0);
        assertMadeAnewAndRight();
        Files.delete(shadow);
        Files.write(shadow, new byte[100]);
        assertMadeAnewAndRight();
    }

    @Test
    void aShadowThatWasWrittenToIsNotReadThere() throws IOException {
        try (FileChannel channel = FileChannel.open(shadow, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(10), start + 3 * BORDER + 5);
            channel.force(true);
        }
        assertShares(SEALED - BORDER);
        assertMadeAnewAndRight();
    }

    @Test
    void aCopyOfTheFileHasNoShadow() throws IOException {
        Path copy = directory.resolve("copy.tide");
        Files.copy(path, copy);
        Files.copy(shadow, Shadow.pathFor(copy));
        try (HybridFile file = open(Posix.system(), copy)) {
            verify(file, start, SEALED);
            ShadowedFileTest.awaitShadow(file);
            verify(file, start, SEALED);
        }
    }

    @Test
    void whatBlocksTheNameIsLeftAloneAndTold() throws IOException {
        Files.delete(shadow);
        Files.createDirectory(shadow);
        try (HybridFile file = open()) {
            awaitReason(file, "reads go to the medium, because it can't be cloned");
            verify(file, start, SEALED);
        }
        assertThat(shadow).isDirectory();
        Files.delete(shadow);
        Path target = Files.write(directory.resolve("target"), new byte[BORDER]);
        Files.createSymbolicLink(shadow, target);
        assertMadeAnewAndRight();
        assertThat(target).hasBinaryContent(new byte[BORDER]);
        Files.delete(shadow);
        Files.createLink(shadow, target);
        assertMadeAnewAndRight();
        assertThat(target).hasBinaryContent(new byte[BORDER]);
    }

    @Test
    void aShadowThatBecameDaxIsMadeAnew() throws IOException {
        FlaggedDirectory.chattr("+x", shadow);
        assertMadeAnewAndRight();
    }

    @Test
    void aFullDiskLeavesReadsOnTheMediumUntilThereIsSpace() throws IOException {
        Files.delete(shadow);
        FaultSeam seam = new FaultSeam();
        seam.bend(
                "ioctl",
                call -> call.number(1) == LinuxConstants.FICLONERANGE && call.number(0) > 0,
                2, // The first one is the probe's.
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.ENOSPC));
        try (HybridFile file = open(seam.posix(), path)) {
            awaitReason(file, "ENOSPC");
            verify(file, start, SEALED);
            assertThat(seam.fired()).isPositive();
            assertThat(directory).isDirectoryNotContaining("glob:**tidemark-*");

            seam.straighten();
            for (int i = 0; i < 8; i++) {
                file.append(Pattern.bytes(file.endOffset(), BORDER));
                file.seal(file.endOffset());
                file.assign(start, BORDER, RangeMode.SHADOWED);
            }
            ShadowedFileTest.awaitShadow(file);
            verify(file, start, SEALED + 8 * BORDER);
        }
        seam.assertNothingHeld();
    }

    private static void awaitReason(HybridFile file, String reason) {
        Crew.await(
                "the reason names " + reason,
                () -> file.ranges().get(0).reason().contains(reason));
    }

    private void cut(long size) throws IOException {
        try (FileChannel channel = FileChannel.open(shadow, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
