package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import io.netty.buffer.ByteBuf;
import io.tidemark.file.DaxPlace.Device;
import io.tidemark.file.DaxPlace.Option;
import io.tidemark.file.SwitchOutcome.Obstacle;
import io.tidemark.file.SwitchOutcome.Obstacle.Kind;
import io.tidemark.file.SwitchOutcome.Stayed;
import io.tidemark.file.SwitchOutcome.Switched;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole file goes from DAX to the page cache and back, in place; what keeps it from that is told by name. */
@Tag("dax-places")
class DaxSwitchTest {
    private static final int BORDER = 64 << 10;
    private static final int LENGTH = 8 * BORDER;
    private static final int IN_MODIFY = 2;

    private final List<Path> directories = new ArrayList<>();

    static Stream<DaxPlace> placesThatAreAlwaysDax() {
        return DaxPlace.all().filter(place -> place.option() == Option.ALWAYS && place.device() == Device.NVDIMM);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        for (Path directory : directories) {
            try (var entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    Files.delete(entry);
                }
            }
            Files.delete(directory);
            assertThat(OpenResources.of(directory)).isEmpty();
        }
    }

    private Path flaggedOn(String fileSystem) throws IOException {
        directories.add(FlaggedDirectory.on(fileSystem));
        return directories.get(directories.size() - 1).resolve("segment");
    }

    private static HybridFile open(Path path) throws IOException {
        return HybridFile.open(
                path,
                HybridFileOptions.builder()
                        .borderBytes(BORDER)
                        .growthBytes(4 * BORDER)
                        .build());
    }

    private static HybridFile written(Path path) throws IOException {
        HybridFile file = open(path);
        assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.DAX_MAPPED);
        file.append(Pattern.bytes(file.endOffset(), LENGTH - 100));
        return file;
    }

    private static void assertReads(Path path, RangeMode tail) throws IOException {
        try (HybridFile file = open(path)) {
            assertThat(file.ranges().get(file.ranges().size() - 1).mode()).isEqualTo(tail);
            Pattern.verify(file, file.dataOffset(), LENGTH - 100);
        }
    }

    private static List<Kind> kinds(SwitchOutcome outcome) {
        assertThat(outcome).isInstanceOf(Stayed.class);
        System.out.println(outcome);
        return ((Stayed) outcome).obstacles().stream().map(Obstacle::kind).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void tenOfTenGoToThePageCacheWhereTheyAre(String fileSystem) throws IOException {
        for (int i = 0; i < 10; i++) {
            Path path = flaggedOn(fileSystem);
            assertThat(written(path).closeIntoPageCache()).isEqualTo(new Switched());
            assertThat(Shadow.pathFor(path)).doesNotExist();
            try (HybridFile file = open(path)) {
                assertThat(file.ranges().get(0).mode()).isEqualTo(RangeMode.CACHED);
                assertThat(file.tailOffset() - file.dataOffset()).isEqualTo(LENGTH);
                Pattern.verify(file, file.dataOffset(), LENGTH - 100);
                try (Outsider outsider = new Outsider(path)) {
                    assertThat(outsider.residentPages(file.dataOffset(), file.tailOffset()))
                            .as("pages in its own cache")
                            .isEqualTo(LENGTH / 4096);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void andBackAgain(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        written(path).close();
        for (int i = 0; i < 3; i++) {
            assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
            assertReads(path, RangeMode.DIRECT);
            assertThat(DaxSwitch.toDax(path)).isEqualTo(new Switched());
            assertReads(path, RangeMode.DAX_MAPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void aDescriptorKeepsItAndIsTold(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        try (HybridFile file = written(path);
                NativeFile other = NativeFile.open(Posix.system(), path, OpenRequest.readOnly())) {
            SwitchOutcome outcome = file.closeIntoPageCache();
            assertThat(kinds(outcome)).containsExactly(Kind.DESCRIPTOR);
            assertThat(outcome.toString()).contains("descriptor " + other.fd(), "(this one)");
            assertReads(path, RangeMode.DAX_MAPPED);
        }
        assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
        assertReads(path, RangeMode.DIRECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void anotherProcessKeepsItAndIsTold(String fileSystem) throws Exception {
        Path path = flaggedOn(fileSystem);
        HybridFile file = written(path);
        Process other =
                new ProcessBuilder("sleep", "1000").redirectInput(path.toFile()).start();
        try (file) {
            SwitchOutcome outcome = file.closeIntoPageCache();
            assertThat(kinds(outcome)).containsExactly(Kind.DESCRIPTOR);
            assertThat(outcome.toString()).contains("process " + other.pid());
        } finally {
            other.destroy();
            other.waitFor();
        }
        assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void aMappingKeepsItAndIsTold(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        try (HybridFile file = written(path)) {
            file.assign(file.dataOffset(), BORDER, RangeMode.CACHED_MAPPED);
            ByteBuf view = file.readAt(file.dataOffset(), 100);
            assertThat(kinds(file.closeIntoPageCache())).containsExactly(Kind.MAPPING);
            view.release();
        }
        assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void aWatchKeepsItAndIsTold(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        NativeLibrary libc = NativeLibrary.getInstance("c");
        int watcher = libc.getFunction("inotify_init").invokeInt(new Object[0]);
        try (HybridFile file = written(path)) {
            libc.getFunction("inotify_add_watch").invokeInt(new Object[] {watcher, path.toString(), IN_MODIFY});
            assertThat(kinds(file.closeIntoPageCache())).containsExactly(Kind.WATCH);
        } finally {
            libc.getFunction("close").invokeInt(new Object[] {watcher});
        }
        assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void anotherNameKeepsItAndIsTold(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        try (HybridFile file = written(path)) {
            Path link = Files.createLink(path.resolveSibling("link"), path);
            assertThat(Files.size(link)).isPositive();
            assertThat(kinds(file.closeIntoPageCache())).containsExactly(Kind.HARD_LINK);
            Files.delete(link);
        }
        assertThat(DaxSwitch.toPageCache(path)).isEqualTo(new Switched());
    }

    @ParameterizedTest
    @MethodSource("placesThatAreAlwaysDax")
    void theMountOptionKeepsItAndIsTold(DaxPlace place) throws IOException {
        Path directory = place.newDirectory();
        directories.add(directory);
        Path path = directory.resolve("segment");
        SwitchOutcome outcome = written(path).closeIntoPageCache();
        assertThat(kinds(outcome)).containsExactly(Kind.MOUNT_OPTION);
        assertThat(outcome.toString()).contains("dax=always");
        assertReads(path, RangeMode.DAX_MAPPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void aFileWithAWriterIsRefused(String fileSystem) throws IOException {
        Path path = flaggedOn(fileSystem);
        try (HybridFile file = written(path)) {
            assertThatThrownBy(() -> DaxSwitch.toPageCache(path)).isInstanceOf(FileLockedException.class);
            assertThat(file.append(Pattern.bytes(file.endOffset(), 10))).isPositive();
        }
    }
}
