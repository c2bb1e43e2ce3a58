package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Capabilities;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A file goes while somebody opens it: nobody writes to what has no name, and nobody's file is deleted. */
class DeletionRaceTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final int LENGTH = BORDER + 123;

    private HybridFile rival;

    private HybridFileOptions options() throws IOException {
        return HybridFileOptions.builder()
                .borderBytes(BORDER)
                .growthBytes(BORDER)
                .capabilities(Capabilities.probe(place.directory()))
                .build();
    }

    /** What happens when the file has been opened, and is about to be locked. */
    private void beforeTheLock(Crew.Work work) {
        seam.bend(
                "fcntl",
                call -> call.number(1) == LinuxConstants.F_OFD_SETLK
                        && call.file().equals(place.file().toString()),
                1,
                1,
                (call, real) -> {
                    work.run();
                    return real.make(call.copy());
                });
    }

    private void create() throws IOException {
        try (HybridFile created = HybridFile.open(place.file(), options())) {
            created.append(Pattern.bytes(created.dataOffset(), LENGTH));
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> HybridFile.open(seam.posix(), place.file(), options()))
                .isInstanceOf(FileLockedException.class)
                .hasMessageContaining(place.file().toString())
                .hasMessageContaining("deleted");
        assertThat(seam.fired()).isEqualTo(1);
    }

    @Test
    void aFileThatIsDeletedBeforeItIsLockedIsNotWrittenTo() throws IOException {
        create();
        beforeTheLock(() -> HybridFile.delete(place.file()));
        assertRefused();
        assertThat(place.file()).doesNotExist();
    }

    @Test
    void aFileThatTakesItsPlaceIsLeftToWhoeverCreatedIt() throws IOException {
        create();
        beforeTheLock(() -> {
            HybridFile.delete(place.file());
            create();
        });
        assertRefused();
        try (HybridFile other = HybridFile.open(place.file(), options())) {
            assertThat(other.endOffset()).isEqualTo(other.dataOffset() + LENGTH);
        }
    }

    @Test
    void whoDeletesLeavesAFileThatTookThePlaceMeanwhile() throws IOException {
        create();
        beforeTheLock(() -> {
            HybridFile.delete(place.file());
            rival = HybridFile.open(place.file(), options());
        });
        assertThatThrownBy(() -> new Deletion(seam.posix(), place.file()).run())
                .isInstanceOf(FileLockedException.class)
                .hasMessageContaining(place.file().toString());
        assertThat(seam.fired()).isEqualTo(1);
        rival.close();
        assertThat(place.file()).exists();
    }

    /** At each close of a descriptor a rival tries to have the file; the last one gives the lock back. */
    @Test
    void aCreationThatFailsDoesNotDeleteTheFileOfWhoeverComesNext() throws IOException {
        Path path = place.file();
        boolean[] failed = {false};
        seam.bend(call -> call.name().equals("pwrite") && call.file().equals(path.toString()), 1, 1, (call, real) -> {
            failed[0] = true;
            return FaultSeam.failing(Errno.EIO).apply(call, real);
        });
        seam.bend("close", call -> failed[0], 1, Long.MAX_VALUE, (call, real) -> {
            Object closed = real.make(call.copy());
            letARivalTry();
            return closed;
        });
        assertThatThrownBy(() -> HybridFile.open(seam.posix(), path, options())).isInstanceOf(IOException.class);
        assertThat(seam.fired()).as("the fault, and closes behind it").isGreaterThan(2);
        assertThat(rival).as("the file of whoever came next").isNotNull();
        assertThat(Files.exists(path)).isTrue();
        rival.append(Pattern.bytes(rival.dataOffset(), LENGTH));
        rival.close();
        try (HybridFile found = HybridFile.open(Posix.system(), path, options())) {
            assertThat(found.endOffset()).isEqualTo(found.dataOffset() + LENGTH);
        }
    }

    private void letARivalTry() throws IOException {
        if (rival == null) {
            try {
                rival = HybridFile.open(place.file(), options());
            } catch (FileLockedException e) {
                return; // At a later one, then.
            }
        }
    }

    /** Where opening the file a second time fails, it hasn't been written to. */
    @Test
    void aCreationWithoutDescriptorsLeavesNothing() throws IOException {
        HybridFileOptions options = options();
        Path path = place.file();
        seam.bend(
                "open",
                call -> call.arguments().get(0).toString().startsWith("/proc/self/fd/") && Files.exists(path),
                1,
                Long.MAX_VALUE,
                FaultSeam.failing(Errno.EMFILE));
        assertThatThrownBy(() -> HybridFile.open(seam.posix(), path, options)).isInstanceOf(IOException.class);
        assertThat(seam.fired()).isPositive();
        assertThat(path).doesNotExist();
    }
}
