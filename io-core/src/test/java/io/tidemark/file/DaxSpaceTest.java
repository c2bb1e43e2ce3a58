package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Space of a tail on DAX: ready before the first store, and given back when what it holds is sealed. */
@Tag("dax")
class DaxSpaceTest {
    private static final int WINDOW = 64 << 20;
    private static final int MIB = 1 << 20;

    private Path directory;
    private Path path;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = DaxDirectory.newDirectory();
        path = directory.resolve("file.tide");
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        assertThat(OpenResources.of(directory)).isEmpty();
        Files.delete(path);
        Files.delete(directory);
    }

    private static HybridFileOptions.Builder options(RangeMode mode) {
        return HybridFileOptions.builder().tail(ModeChoice.require(mode)).growthBytes(4 * MIB);
    }

    @ParameterizedTest
    @EnumSource(names = {"DAX_MAPPED", "DAX_WRITE"})
    void whatLiesInFrontOfTheTailIsWrittenAlready(RangeMode mode) throws Exception {
        try (HybridFile file = HybridFile.open(path, options(mode).build())) {
            file.append(Pattern.bytes(file.endOffset(), 1000));
            file.force();
            String extents = extents(path);
            assertThat(Files.size(path)).as("prepared").isGreaterThanOrEqualTo(4 * MIB);
            assertThat(extents).as("extents").contains("last").doesNotContain("unwritten");
        }
    }

    @Test
    void pagesAreFaultedInBeforeTheFirstStore() throws Exception {
        AtomicLong populated = new AtomicLong();
        FaultSeam seam = new FaultSeam();
        seam.bend("madvise", call -> call.number(2) == LinuxConstants.MADV_POPULATE_WRITE, 1, 1000, (call, real) -> {
            Object result = real.make(call.copy());
            populated.addAndGet(call.number(1));
            return result;
        });
        try (HybridFile file = HybridFile.open(
                seam.posix(), path, options(RangeMode.DAX_MAPPED).build())) {
            assertThat(populated.get()).as("before the first append").isGreaterThanOrEqualTo(4 * MIB);
            file.append(Pattern.bytes(file.endOffset(), 1000));
            List<String> window = Files.readAllLines(Path.of("/proc/self/smaps")).stream()
                    .dropWhile(line -> !line.contains(path.toString()))
                    .filter(line -> line.startsWith("VmFlags:"))
                    .toList();
            assertThat(window).first().as("MAP_SYNC").asString().contains(" sf ");
        }
        seam.assertNothingHeld();
    }

    @Test
    void aWindowIsUnmappedOnceAllOfItIsSealed() throws Exception {
        try (HybridFile file = HybridFile.open(
                path, options(RangeMode.DAX_MAPPED).growthBytes(16 * MIB).build())) {
            ByteBuf block = Pattern.bytes(0, MIB);
            while (file.endOffset() < 2L * WINDOW + MIB) {
                file.append(block);
            }
            file.force();
            Crew.await("only the window of the tail is mapped", () -> windows().size() == 1);
            assertThat(windows().get(0)).contains(" %08x ".formatted(2 * WINDOW));
            ByteBuf first = file.readAt(file.dataOffset(), MIB);
            assertThat(first).isEqualTo(block);
            first.release();
        }
        assertThat(windows()).isEmpty();
    }

    /** What is mapped with MAP_SYNC lies in windows; sealed ranges of this file are read by pread. */
    private List<String> windows() {
        try {
            return OpenResources.of(directory).stream()
                    .filter(resource -> resource.startsWith("mapping"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String extents(Path path) throws Exception {
        Process process = new ProcessBuilder("filefrag", "-v", path.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
