package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each system call of an open fails in turn: an error and nothing left behind, or a file as if nothing had been. */
@Tag("no-dax")
class OpenFaultTest {
    private static final int BORDER = 64 << 10;
    private static final int END = 3 * BORDER + 777;

    private static HybridFileOptions options(RangeMode mode) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.prefer(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(BORDER)
                .build();
    }

    private static void create(Path path, RangeMode mode) throws IOException {
        try (HybridFile file = HybridFile.open(path, options(mode))) {
            file.append(Pattern.bytes(file.dataOffset(), END));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "open, EMFILE, DIRECT", "open, ENFILE, BUFFERED", "mmap, ENOMEM, MAPPED", "mmap, ENOMEM, DIRECT",
        "pread, EIO, DIRECT", "pread, EIO, BUFFERED", "fdatasync, EIO, DIRECT", "fcntl, ENOLCK, DIRECT",
        "statx, EIO, DIRECT", "lseek, EIO, DIRECT"
    })
    void everyFailureOfOpeningAnExistingFileIsClean(String call, String errno, RangeMode mode) throws Exception {
        List<String> tolerated = new ArrayList<>();
        int nth = 1;
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            create(place.file(), mode);
            for (boolean fired = true; fired; nth++) {
                FaultSeam seam = new FaultSeam();
                seam.bend(call, FaultSeam.inBackground(false), nth, 1, FaultSeam.failing(number(errno)))
                        .orNever();
                try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options(mode))) {
                    fired = seam.fired() > 0;
                    if (fired) {
                        tolerated.add(nth + ": "
                                + file.ranges().get(file.ranges().size() - 1).mode());
                    }
                    seam.straighten();
                    check(file);
                } catch (OutOfMemoryError e) {
                    assertThat(seam.fired()).as("failed by the fault: " + e).isEqualTo(1);
                } catch (IOException e) {
                    assertThat(seam.fired()).as("failed by the fault: " + e).isEqualTo(1);
                    assertThat(e).hasMessageContaining(place.directory().toString());
                }
                seam.assertNothingHeld();
                assertThat(Files.exists(place.file())).isTrue();
            }
            reopen(place);
        }
        System.out.println(
                call + " " + errno + " " + mode + ": " + (nth - 2) + " calls failed in turn, tolerated " + tolerated);
        assertThat(nth).as("the fault fired").isGreaterThan(2);
        if (errno.equals("EMFILE") || errno.equals("ENFILE")) {
            assertThat(tolerated)
                    .as("a lack of descriptors that passed for a lack of the mode")
                    .allSatisfy(mark -> assertThat(mark).endsWith(": " + mode));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "open, EMFILE",
        "mmap, ENOMEM",
        "pwrite, EIO",
        "fdatasync, EIO",
        "ftruncate, EIO",
        "fallocate, ENOSPC",
        "fsync, EIO",
        "fcntl, ENOLCK",
        "statx, EIO"
    })
    void everyFailureOfCreatingAFileLeavesNoData(String call, String errno) throws Exception {
        int refused = 0;
        int nth = 1;
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            for (boolean fired = true; fired; nth++) {
                FaultSeam seam = new FaultSeam();
                seam.bend(call, FaultSeam.inBackground(false), nth, 1, FaultSeam.failing(number(errno)))
                        .orNever();
                try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options(RangeMode.DIRECT))) {
                    fired = seam.fired() > 0;
                    seam.straighten();
                    file.append(Pattern.bytes(file.dataOffset(), END));
                    file.force();
                    check(file);
                } catch (IOException | OutOfMemoryError e) {
                    assertThat(seam.fired()).as("failed by the fault: " + e).isEqualTo(1);
                    // Nobody deletes what he has not locked yet: it may be another's. The next open takes an empty
                    // file.
                    assertThat(Files.exists(place.file()) ? Files.size(place.file()) : 0)
                            .as("left after " + e)
                            .isZero();
                    refused++;
                }
                seam.assertNothingHeld();
                Files.deleteIfExists(place.file());
            }
        }
        System.out.println("creating, " + call + " " + errno + ": " + (nth - 2) + " calls failed in turn, " + refused
                + " of them failed the open");
        assertThat(nth).as("the fault fired").isGreaterThan(2);
    }

    /** Opens once more without a fault. */
    private static void reopen(TestPlace place) throws IOException {
        try (HybridFile file = HybridFile.open(place.file(), options(RangeMode.DIRECT))) {
            check(file);
        }
    }

    private static void check(HybridFile file) throws IOException {
        assertThat(file.endOffset()).isEqualTo(file.dataOffset() + END);
        Pattern.verify(file, file.dataOffset(), END);
    }

    private static int number(String errno) {
        return switch (errno) {
            case "EMFILE" -> Errno.EMFILE;
            case "ENFILE" -> Errno.ENFILE;
            case "ENOMEM" -> Errno.ENOMEM;
            case "ENOLCK" -> Errno.ENOLCK;
            case "ENOSPC" -> Errno.ENOSPC;
            default -> Errno.EIO;
        };
    }
}
