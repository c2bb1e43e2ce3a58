package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The JDK would set the size of a file that ends in front of a window, whatever a region's neighbour has added meanwhile.
 * Where there is no DAX it refuses the mapping, after that.
 */
class SyncWindowTest {
    private static final int LENGTH = 1 << 20;

    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;

    /** Of the last write. */
    private long writtenEnd;

    @BeforeEach
    void makeFile() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        Files.write(place.file(), new byte[LENGTH]);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        seam.assertNothingHeld();
        place.close();
    }

    private void watchWrites() {
        seam.bend("pwrite", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            writtenEnd = call.number(3) + call.number(2);
            return real.make(call.copy());
        });
    }

    private void map(FileRegion region) throws IOException {
        try (NativeFile part = NativeFile.open(
                seam.posix(), place.file(), OpenRequest.readWrite().within(region))) {
            SyncWindow.map(seam.posix(), part, 0, 64 * LENGTH).close();
        } catch (IOException | UnsupportedOperationException e) {
            System.out.println("no MAP_SYNC here: " + e.getMessage());
        }
    }

    @Test
    void aRegionsFileReachesToTheEndOfTheWindowBeforeItIsMapped() throws IOException {
        watchWrites();
        map(new FileRegion(LENGTH, LENGTH));
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(writtenEnd).isEqualTo(2 * LENGTH);
        assertThat(Files.size(place.file())).isEqualTo(2 * LENGTH);
    }

    @Test
    void aFileThatIsLongEnoughIsLeftAlone() throws IOException {
        watchWrites();
        seam.orNever();
        map(new FileRegion(0, LENGTH));
        assertThat(seam.fired()).isZero();
        assertThat(Files.size(place.file())).isEqualTo(LENGTH);
    }
}
