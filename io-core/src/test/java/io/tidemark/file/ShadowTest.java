package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.shadow.Shadow;
import io.tidemark.file.shadow.Span;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shadow holds and how it comes to that, on XFS without DAX: clones are the same there, only no file is DAX. */
@Tag("no-dax")
class ShadowTest {
    private static final long BORDER = 64 << 10;
    private static final long LENGTH = 64 * BORDER;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private NativeFile file;
    private Shadow shadow;

    @BeforeEach
    void makeFile() throws IOException {
        place = TestPlace.of(TestPlace.Kind.XFS);
        file = NativeFile.open(Posix.system(), place.file(), OpenRequest.createNew());
        write(0, LENGTH);
        shadow = new Shadow(seam.posix(), place.file(), file, BORDER);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        if (place != null) {
            shadow.close();
            file.close();
            seam.assertNothingHeld();
            place.close();
        }
    }

    private void write(long offset, long length) throws IOException {
        try (NativeMemory memory = NativeMemory.allocate(Posix.system(), length, 4096)) {
            for (int i = 0; i < length; i++) {
                memory.buffer().put(i, Pattern.at(offset + i));
            }
            file.write(memory.address(), length, offset);
        }
        file.force();
    }

    private List<Span> shared() throws IOException {
        return shadow.shared(new Span(0, LENGTH));
    }

    private long freeBytes() throws IOException {
        return Files.getFileStore(place.file()).getUsableSpace();
    }

    private static Span span(long firstBorder, long endBorder) {
        return new Span(firstBorder * BORDER, endBorder * BORDER);
    }

    private void reopen() throws IOException {
        shadow.close();
        assertThat(shadow.tryOpen(OpenRequest.readWrite())).isTrue();
    }

    @Test
    void theShadowOfARegionIsAFileOfItsOwnThatBeginsWhereTheRegionDoes() throws IOException {
        FileRegion part = new FileRegion(16 * BORDER, 16 * BORDER);
        try (NativeFile region = NativeFile.open(
                        Posix.system(), place.file(), OpenRequest.readWrite().within(part));
                Shadow ofRegion = new Shadow(seam.posix(), place.file(), region, BORDER);
                NativeMemory memory = NativeMemory.allocate(Posix.system(), BORDER, 4096)) {
            ofRegion.cloneFrom(List.of(span(2, 5)));
            ofRegion.cloneFrom(List.of(span(15, 16)));
            assertThat(ofRegion.shared(span(0, 16))).containsExactly(span(2, 5), span(15, 16));
            assertThat(ofRegion.path()).isEqualTo(Shadow.pathFor(place.file(), part));
            assertThat(ofRegion.path().toString()).endsWith("tidemark-shadow-" + 16 * BORDER);
            ofRegion.file().readFully(memory.address(), BORDER, 15 * BORDER);
            for (int i = 0; i < BORDER; i++) {
                assertThat(memory.buffer().get(i)).isEqualTo(Pattern.at(31 * BORDER + i));
            }
            assertThat(shadow.tryOpen(OpenRequest.readOnly()))
                    .as("one of the whole file")
                    .isFalse();
            ofRegion.delete();
        }
        assertThat(place.directory()).isDirectoryNotContaining("glob:**tidemark-s*");
    }

    @Test
    void itHoldsWhatWasClonedAndNoSpace() throws IOException {
        long free = freeBytes();
        assertThat(shadow.tryOpen(OpenRequest.readWrite())).isFalse();
        shadow.cloneFrom(List.of(span(2, 10)));
        assertThat(shared()).containsExactly(span(2, 10));
        shadow.cloneFrom(List.of(span(10, 12), span(20, 64)));
        assertThat(shared()).containsExactly(span(2, 12), span(20, 64));
        assertThat(free - freeBytes()).as("space taken").isLessThan(LENGTH / 8);
        assertThat(place.directory()).isDirectoryNotContaining("glob:**tidemark-stage");
        assertThat(Files.getPosixFilePermissions(shadow.path())).hasSize(2);
        try (Outsider outsider = new Outsider(shadow.path())) {
            outsider.verify(20 * BORDER, 64 * BORDER);
        }
        reopen();
        assertThat(shared()).containsExactly(span(2, 12), span(20, 64));
    }

    @Test
    void whatChangesOnEitherSideIsNotSharedAnyMore() throws IOException {
        shadow.cloneFrom(List.of(span(0, 64)));
        write(5 * BORDER + 4096, 10);
        assertThat(shared()).containsExactly(span(0, 5), span(6, 64));
        shadow.punch(10 * BORDER, 12 * BORDER);
        assertThat(shared()).containsExactly(span(0, 5), span(6, 10), span(12, 64));
        file.punchHole(20 * BORDER, BORDER);
        assertThat(shared()).containsExactly(span(0, 5), span(6, 10), span(12, 20), span(21, 64));
        shadow.cloneFrom(List.of(span(5, 6), span(10, 12), span(20, 21)));
        assertThat(shared()).containsExactly(span(0, 64));
    }

    @Test
    void whatIsNotKeptGivesItsBlocksBack() throws IOException {
        shadow.cloneFrom(List.of(span(0, 64)));
        file.punchHole(0, 32 * BORDER);
        long free = freeBytes();
        shadow.keepOnly(List.of(span(16, 17), span(32, 60)));
        assertThat(freeBytes() - free).isGreaterThan(30 * BORDER);
        file.punchHole(60 * BORDER, 4 * BORDER);
        shadow.keepOnly(List.of(span(32, 60)));
        assertThat(freeBytes() - free).isGreaterThan(35 * BORDER);
        assertThat(shared()).as("holes are alike").containsExactly(span(0, 64));
    }

    @Test
    void aDeletedShadowBeginsAgain() throws IOException {
        shadow.cloneFrom(List.of(span(0, 64)));
        shadow.delete();
        shadow.delete();
        assertThat(shadow.path()).doesNotExist();
        assertThat(shared()).isEmpty();
        shadow.cloneFrom(List.of(span(1, 2)));
        assertThat(shared()).containsExactly(span(1, 2));
    }

    @Test
    void aStageThatACrashLeftIsInNobodysWay() throws IOException {
        Files.write(place.directory().resolve(".file.tide.tidemark-stage"), new byte[10]);
        shadow.cloneFrom(List.of(span(0, 64)));
        assertThat(shared()).containsExactly(span(0, 64));
        assertThat(place.directory()).isDirectoryNotContaining("glob:**tidemark-stage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "ioctl", "unlink", "statx", "fadvise"})
    void afterAnyFailureTheNextCloneIsWhole(String call) throws IOException {
        int failures = 0;
        for (int nth = 1; ; nth++) {
            shadow.delete();
            if (nth % 2 == 0) {
                shadow.cloneFrom(List.of(span(0, 8))); // The second clone goes another way than the first.
            }
            seam.fail(call, nth, Errno.EIO).orNever();
            int fired = fired(() -> shadow.cloneFrom(List.of(span(8, 64))));
            seam.straighten();
            if (fired == 0) {
                break;
            }
            failures++;
            shadow.cloneFrom(List.of(span(0, 64)));
            assertThat(shared()).containsExactly(span(0, 64));
        }
        assertThat(failures).as("failures of " + call).isPositive();
    }

    private int fired(Crew.Work work) {
        assertThatThrownBy(() -> {
                    work.run();
                    throw new IOException("went well");
                })
                .isInstanceOf(IOException.class);
        return seam.fired();
    }
}
