package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.FileLockedException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While one writer creates a log and fails, another one opens it: what that one acknowledges stays. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogCreationRaceTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;
    private static final int F_OFD_SETLK = 37;

    private HybridLog other;

    @AfterEach
    void theOtherIsClosed() throws IOException {
        if (other != null) {
            other.close();
        }
    }

    private static LogOptions options(Layout layout) {
        return SmallLogs.options(layout).build();
    }

    private boolean isOfParent(FaultSeam.Call call) {
        return call.file().equals(place.directory().toString());
    }

    private HybridLog create(Layout layout) throws IOException {
        return HybridLog.open(Environments.of(seam), path, options(layout));
    }

    /** The other writer comes, if it is let in. */
    private void comeIn(Layout layout) throws IOException {
        if (other == null) {
            try {
                other = HybridLog.open(path, options(layout));
            } catch (FileLockedException e) {
                return;
            }
            Records.append(other, 10, MOST_BYTES, Durability.each());
        }
    }

    private void assertTheOtherLogIsWhole(Layout layout) throws IOException {
        assertThat(other).as("the other writer came in").isNotNull();
        other.close();
        try (HybridLog log = HybridLog.open(path, options(layout))) {
            assertThat(log.lastSequence()).isEqualTo(9);
            Records.verify(log, MOST_BYTES);
        }
    }

    private boolean isOpeningOfLock(FaultSeam.Call call) {
        return call.file().equals(path.resolve("lock").toString());
    }

    @Test
    void whoLocksANewDirectoryFirstKeepsIt() throws IOException {
        seam.bend("open", this::isOpeningOfLock, 1, 1, (call, real) -> {
            comeIn(Layout.DIRECTORY);
            return real.make(call.copy());
        });
        assertThatThrownBy(() -> create(Layout.DIRECTORY)).isInstanceOf(FileLockedException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertTheOtherLogIsWhole(Layout.DIRECTORY);
    }

    @Test
    void aDirectoryThatCanNotBeLockedIsRemovedUnlessAnotherWriterHasIt() throws IOException {
        seam.bend("open", this::isOpeningOfLock, 1, 1, FaultSeam.failing(Errno.EIO));
        assertThatThrownBy(() -> create(Layout.DIRECTORY)).isInstanceOf(IOException.class);
        assertThat(path).doesNotExist();
        seam.bend("open", this::isOpeningOfLock, 1, 1, (call, real) -> {
            comeIn(Layout.DIRECTORY);
            throw new ErrnoException(call.name(), Errno.EIO);
        });
        assertThatThrownBy(() -> create(Layout.DIRECTORY)).isInstanceOf(IOException.class);
        assertThat(seam.fired()).isEqualTo(2);
        assertTheOtherLogIsWhole(Layout.DIRECTORY);
    }

    /** It is locked already, so nobody can come in. */
    @ParameterizedTest
    @EnumSource
    void aLogWhoseNameCanNotBeForcedIsRemoved(Layout layout) throws IOException {
        seam.bend("fsync", this::isOfParent, 1, 1, (call, real) -> {
            comeIn(layout);
            throw new ErrnoException(call.name(), Errno.EIO);
        });
        assertThatThrownBy(() -> create(layout)).isInstanceOf(IOException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(other).isNull();
        assertThat(path).doesNotExist();
    }

    /** After each close that undoes the creation the other writer tries to come in; it can only when nothing is left. */
    @ParameterizedTest
    @EnumSource
    void whatIsTakenBackIsDeletedBeforeItIsUnlocked(Layout layout) throws IOException {
        String tail = layout == Layout.DIRECTORY ? ".segment" : path.toString();
        boolean[] failed = {false};
        seam.bend(call -> call.name().matches("fsync|fdatasync") && call.file().endsWith(tail), 1, 1, (call, real) -> {
            failed[0] = true;
            throw new ErrnoException(call.name(), Errno.EIO);
        });
        seam.bend(call -> failed[0] && call.name().equals("close"), 1, Long.MAX_VALUE, (call, real) -> {
            Object result = real.make(call.copy());
            comeIn(layout);
            return result;
        });
        assertThatThrownBy(() -> create(layout)).isInstanceOf(IOException.class);
        assertThat(failed[0]).isTrue();
        assertTheOtherLogIsWhole(layout);
    }

    @ParameterizedTest
    @EnumSource
    void aLockOnWhatWasTakenBackMeanwhileIsNone(Layout layout) throws IOException {
        HybridLog.open(path, options(layout)).close();
        Path locked = layout == Layout.DIRECTORY ? path.resolve("lock") : path;
        seam.bend(
                "fcntl",
                call -> call.number(1) == F_OFD_SETLK && call.file().equals(locked.toString()),
                1,
                1,
                (call, real) -> {
                    Files.delete(locked);
                    return real.make(call.copy());
                });
        assertThatThrownBy(() -> create(layout))
                .isInstanceOf(FileLockedException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("try again");
        assertThat(seam.fired()).isEqualTo(1);
        seam.straighten();
        create(layout).close();
    }

    /** Who didn't ask for a new one finds the log of whoever was faster. */
    @Test
    void whoCreatesTheFileSecondOpensIt() throws IOException {
        seam.bend("open", call -> call.file().equals(path.toString()), 1, 1, (call, real) -> {
            comeIn(Layout.SINGLE_FILE);
            return real.make(call.copy());
        });
        assertThatThrownBy(() -> create(Layout.SINGLE_FILE)).isInstanceOf(FileLockedException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertTheOtherLogIsWhole(Layout.SINGLE_FILE);
    }
}
