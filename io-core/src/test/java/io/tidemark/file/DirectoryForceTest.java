package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file's name is durable before anything in it is acknowledged, whoever created it. */
@Tag("no-disk")
class DirectoryForceTest {
    private final FaultSeam seam = new FaultSeam();
    private final List<Path> forced = Collections.synchronizedList(new ArrayList<>());
    private static final int BLOCK_BYTES = 4096;
    private static final int STEP_BYTES = 1 << 20;

    private TestPlace place;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(4096)
                .growthBytes(1 << 20)
                .build();
    }

    @BeforeEach
    void noteEveryForce() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        seam.bend("fsync", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            forced.add(Files.readSymbolicLink(Path.of("/proc/self/fd/" + call.number(0))));
            return real.make(call.copy());
        });
        seam.orNever();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        seam.assertNothingHeld();
        place.close();
    }

    @Test
    void theDirectoryOfANewFileIsForced() throws IOException {
        openAndAssertDirectoryForced();
    }

    @Test
    void theDirectoryOfAnEmptyFileThatWasThereIsForced() throws IOException {
        Files.createFile(place.file());
        openAndAssertDirectoryForced();
    }

    @Test
    void theDirectoryOfAFileWhoseWriterDiedIsForced() throws IOException {
        Path other = place.directory().resolve("other.tide");
        try (HybridFile file = HybridFile.open(other, options())) {
            file.append(Pattern.bytes(file.endOffset(), 10));
            file.force();
            Files.copy(other, place.file());
        }
        openAndAssertDirectoryForced();
    }

    /** In front of each call that changes the file, up to the force of its directory. */
    @Test
    void theDirectoryOfAFileWhoseCreatorDiedAnywhereIsForced() throws IOException {
        Path created =
                Files.createDirectory(place.directory().resolve("creator")).resolve("file.tide");
        List<Path> died = new ArrayList<>();
        FaultSeam creator = new FaultSeam();
        boolean[] isForced = {false};
        creator.bend(call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            if (!isForced[0] && Files.exists(created)) {
                Path copy = place.directory().resolve("died" + died.size());
                died.add(copyWithHoles(created, copy));
            }
            isForced[0] |= call.name().equals("fsync")
                    && call.file().equals(created.getParent().toString());
            return real.make(call.copy());
        });
        HybridFile.open(creator.posix(), created, options()).close();
        assertThat(isForced[0]).isTrue();
        for (Path copy : died) {
            forced.clear();
            try (HybridFile file = HybridFile.open(seam.posix(), copy, options())) {
                assertThat(forced).as("%s of %d moments", copy, died.size()).contains(place.directory());
                file.append(Pattern.bytes(file.endOffset(), 10));
            }
        }
        assertThat(died).as("moments").hasSizeGreaterThan(10);
    }

    /** As a sparse file: the disk may be small, and most of it is prepared space. */
    private static Path copyWithHoles(Path from, Path to) throws IOException {
        byte[] zeros = new byte[BLOCK_BYTES];
        byte[] bytes = new byte[STEP_BYTES];
        try (RandomAccessFile source = new RandomAccessFile(from.toFile(), "r");
                RandomAccessFile copy = new RandomAccessFile(to.toFile(), "rw")) {
            int read;
            for (long at = 0; (read = source.read(bytes)) > 0; at += read) {
                for (int start = 0; start < read; start += BLOCK_BYTES) {
                    int end = Math.min(start + BLOCK_BYTES, read);
                    if (!Arrays.equals(bytes, start, end, zeros, 0, end - start)) {
                        copy.seek(at + start);
                        copy.write(bytes, start, end - start);
                    }
                }
            }
            copy.setLength(source.length());
        }
        return to;
    }

    @Test
    void behindASymbolicLinkTheRealDirectoryIsForced() throws IOException {
        Path real = Files.createDirectory(place.directory().resolve("real")).resolve("file.tide");
        Files.createFile(real);
        Path link = Files.createSymbolicLink(place.file(), real);
        HybridFileOptions follow =
                options().toBuilder().symbolicLinks(SymbolicLinks.FOLLOW).build();
        try (HybridFile file = HybridFile.open(seam.posix(), link, follow)) {
            assertThat(forced).containsExactly(real.getParent());
            assertThat(file.path()).isEqualTo(link);
        }
    }

    @Test
    void aFileThatWasClosedHasADurableName() throws IOException {
        HybridFile.open(place.file(), options()).close();
        try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
            assertThat(seam.count("pwrite") + seam.count("pwritev2"))
                    .as("it was opened for writing")
                    .isPositive();
            assertThat(forced).isEmpty();
            assertThat(file.endOffset()).isEqualTo(file.dataOffset());
        }
    }

    private void openAndAssertDirectoryForced() throws IOException {
        try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
            assertThat(forced).containsExactly(place.directory());
            assertThat(seam.fired()).isEqualTo(1);
            file.append(Pattern.bytes(file.endOffset(), 10));
            file.force();
        }
    }
}
