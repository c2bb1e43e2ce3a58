package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.file.FaultSeam;
import io.tidemark.file.FileLockedException;
import io.tidemark.file.TestPlace;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.LockKind;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lock that outlives its holder's close, because a child of his is about to execute something else. */
@Tag("no-disk")
class WriterLockTest {
    private final FaultSeam seam = new FaultSeam();
    private TestPlace place;
    private NativeFile file;

    @BeforeEach
    void createAFile() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        file = NativeFile.open(seam.posix(), place.file(), OpenRequest.createNew());
    }

    @AfterEach
    void leaveNothing() throws IOException {
        file.close();
        seam.assertNothingHeld();
        place.close();
    }

    private void take() throws IOException {
        WriterLock.take(file, place.file(), "taken");
    }

    @Test
    void aLockThatIsReleasedInAMomentIsTaken() throws IOException {
        seam.bend("fcntl", call -> call.number(1) == LinuxConstants.F_OFD_SETLK, 1, 3, FaultSeam.failing(Errno.EAGAIN));
        take();
        assertThat(seam.fired()).isEqualTo(3);
    }

    @Test
    void oneThatStaysIsRefused() throws IOException {
        try (NativeFile holder = NativeFile.open(seam.posix(), place.file(), OpenRequest.readWrite())) {
            assertThat(holder.tryLock(LockKind.EXCLUSIVE)).isTrue();
            assertThatThrownBy(this::take)
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining("taken");
        }
        take();
    }

    @Test
    void whoIsInterruptedWaitsToo() throws Exception {
        seam.bend("fcntl", call -> call.number(1) == LinuxConstants.F_OFD_SETLK, 1, 3, FaultSeam.failing(Errno.EAGAIN));
        try (Crew crew = new Crew()) {
            crew.once("opener", () -> {
                Thread.currentThread().interrupt();
                take();
                assertThat(Thread.interrupted()).isTrue();
            });
        }
    }
}
