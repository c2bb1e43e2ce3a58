package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Two create the same file at the same moment: one of them has it, and keeps it. */
class CreationRaceTest {
    private static final int BORDER = 64 << 10;
    private static final int LENGTH = BORDER + 123;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(BORDER)
                .build();
    }

    /** Right before or after the exclusive creation something happens. */
    private static FaultSeam atCreation(TestPlace place, boolean before, Crew.Work rival) {
        FaultSeam seam = new FaultSeam();
        return seam.bend(
                "open",
                call -> call.arguments().get(0).equals(place.file().toString())
                        && (call.number(1) & LinuxConstants.O_EXCL) != 0,
                1,
                1,
                (call, real) -> {
                    if (before) {
                        rival.run();
                        return real.make(call.copy());
                    }
                    Object result = real.make(call.copy());
                    rival.run();
                    return result;
                });
    }

    private static void writeAndClose(TestPlace place) throws IOException {
        try (HybridFile rival = HybridFile.open(place.file(), options())) {
            rival.append(Pattern.bytes(rival.dataOffset(), LENGTH));
        }
    }

    private static void assertHasData(HybridFile file) throws IOException {
        assertThat(file.endOffset()).isEqualTo(file.dataOffset() + LENGTH);
        Pattern.verify(file, file.dataOffset(), LENGTH);
    }

    @Test
    void aFileThatSomebodyCreatedAndFilledMeanwhileIsNotCreatedAgain() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            FaultSeam seam = atCreation(place, true, () -> writeAndClose(place));
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
                assertHasData(file);
            }
            assertThat(seam.fired()).isEqualTo(1);
            seam.assertNothingHeld();
        }
    }

    @Test
    void aFileThatSomebodyFilledBeforeItsCreatorCouldLockItKeepsItsData() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            FaultSeam seam = atCreation(place, false, () -> writeAndClose(place));
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
                assertHasData(file);
            }
            assertThat(seam.fired()).isEqualTo(1);
            seam.assertNothingHeld();
        }
    }

    @Test
    void whoeverComesTooLateForTheLockDoesNotDeleteTheFile() throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile[] rival = new HybridFile[1];
            FaultSeam seam = atCreation(place, false, () -> rival[0] = HybridFile.open(place.file(), options()));
            assertThatThrownBy(() -> HybridFile.open(seam.posix(), place.file(), options()))
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining(place.file().toString());
            assertThat(seam.fired()).isEqualTo(1);
            seam.assertNothingHeld();
            assertThat(Files.exists(place.file())).isTrue();
            rival[0].append(Pattern.bytes(rival[0].dataOffset(), LENGTH));
            rival[0].close();
            try (HybridFile file = HybridFile.open(place.file(), options())) {
                assertHasData(file);
            }
        }
    }
}
