package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import io.tidemark.file.SwitchOutcome.Obstacle;
import io.tidemark.file.SwitchOutcome.Obstacle.Kind;
import io.tidemark.file.SwitchOutcome.Stayed;
import io.tidemark.file.SwitchOutcome.Switched;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.UnsupportedFileOperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file that is not DAX is in the page cache already; and what holds a file is found on any file system. */
@Tag("no-dax")
class DaxSwitchOffDaxTest {
    private static final int IN_MODIFY = 2;

    @Test
    void aFileOnADiskIsInThePageCacheAlready() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = HybridFile.open(place.file(), HybridFileOptions.defaults());
            file.append(Pattern.bytes(file.endOffset(), 100));
            assertThat(file.closeIntoPageCache()).isEqualTo(new Switched());
            try (HybridFile reopened = HybridFile.open(place.file(), HybridFileOptions.defaults())) {
                assertThat(reopened.ranges().get(0).mode()).isEqualTo(RangeMode.CACHED);
                assertThat(reopened.tailOffset()).isEqualTo(reopened.endOffset());
            }
            assertThat(DaxSwitch.toPageCache(place.file())).isEqualTo(new Switched());
        }
    }

    @Test
    void aFileSystemWithoutTheFlagSaysSo() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            Path path = Files.write(place.file(), new byte[10]);
            assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
            assertThatThrownBy(() -> DaxSwitch.toDax(path)).isInstanceOf(UnsupportedFileOperationException.class);
            assertThat(path).hasBinaryContent(new byte[10]);
        }
    }

    @Test
    void whoHoldsAFileIsTold() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.XFS)) {
            Path path = Files.write(place.file(), new byte[4096]);
            assertThat(stayed(path).obstacles()).extracting(Obstacle::kind).containsExactly(Kind.UNSEEN);

            NativeFile holder = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
            int number = holder.fd();
            assertThat(stayed(path).obstacles()).extracting(Obstacle::kind).containsExactly(Kind.DESCRIPTOR);
            assertThat(stayed(path).obstacles().get(0).detail())
                    .isEqualTo("descriptor " + number + " of process "
                            + ProcessHandle.current().pid() + " (this one) is open");

            MappedRegion mapping = MappedRegion.map(holder, 0, 4096, MappedRegion.Kind.READ_ONLY);
            holder.close();
            assertThat(stayed(path).obstacles()).extracting(Obstacle::kind).containsExactly(Kind.MAPPING);
            mapping.close();

            NativeLibrary libc = NativeLibrary.getInstance("c");
            int watcher = libc.getFunction("inotify_init").invokeInt(new Object[0]);
            libc.getFunction("inotify_add_watch").invokeInt(new Object[] {watcher, path.toString(), IN_MODIFY});
            assertThat(stayed(path).obstacles()).extracting(Obstacle::kind).containsExactly(Kind.WATCH);
            libc.getFunction("close").invokeInt(new Object[] {watcher});

            Files.createLink(path.resolveSibling("link"), path);
            assertThat(stayed(path).obstacles()).extracting(Obstacle::kind).containsExactly(Kind.HARD_LINK);
        }
    }

    @Test
    void aFlagThatSomebodySetsBackIsTold() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.XFS)) {
            Path path = Files.write(place.file(), new byte[4096]);
            FileFacts facts;
            try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
                facts = file.facts();
            }
            FaultSeam somebody = new FaultSeam()
                    .bend(
                            "open",
                            call -> call.arguments().get(0).equals(path.toString()),
                            1,
                            Long.MAX_VALUE,
                            (call, real) -> {
                                try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
                                    DaxFlag.CLEAR.store(file);
                                }
                                return real.make(call.copy());
                            });
            SwitchOutcome outcome = DaxSwitch.look(somebody.posix(), path, facts, DaxFlag.SET);
            assertThat(somebody.fired()).as("times that it was set back").isPositive();
            assertThat(((Stayed) outcome).obstacles())
                    .extracting(Obstacle::kind)
                    .containsExactly(Kind.FLAG_SET_BACK);
        }
    }

    private static Stayed stayed(Path path) throws IOException {
        return (Stayed) DaxSwitch.toDax(path); // Without persistent memory no file becomes DAX.
    }
}
