package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One cause is told in one way, whoever met it. */
class ErrorHandlerTest extends LogFixture {
    private List<CommandRun> everyCommandOn(Path path) {
        List<CommandRun> runs = new ArrayList<>();
        for (String command : List.of("cat", "stat", "ranges", "verify", "seal", "append", "probe")) {
            runs.add(run(path, command));
        }
        runs.add(run(path, "discard", "--before", "0"));
        runs.add(run(path, "append", "--layout", "directory"));
        runs.add(run(path, "salvage", directory.resolve("new").toString()));
        runs.add(run("salvage", path.toString()));
        return runs;
    }

    @Test
    void aPathThatLeadsThroughAFileIsToldByAllCommandsInTheSameWords() throws IOException {
        LogRuns.append(log, "0\n");
        Path file = Files.createFile(directory.resolve("file"));
        Path typed = Path.of("").toAbsolutePath().relativize(file);

        for (Path through : List.of(file, typed)) {
            for (Path path : List.of(through.resolve("x"), through.resolve("x/y"))) {
                for (CommandRun run : everyCommandOn(path)) {
                    assertThat(run.code()).isPositive();
                    assertThat(run.out()).isEmpty();
                    assertThat(run.err())
                            .endsWith(path + ": " + through + " is not a directory; name another path\n")
                            .hasLineCount(1);
                }
            }
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void aRefusalIsToldByTheSystemsCallsAsByTheJdk() {
        String told = "/secret: permission denied; check owner, mode and mount options";

        assertThat(ErrorHandler.describe(new AccessDeniedException("/secret"))).isEqualTo(told);
        assertThat(ErrorHandler.describe(new ErrnoException("open", Errno.EACCES).toIoException(Path.of("/secret"))))
                .isEqualTo(told);
    }

    @Test
    void whatElseASystemCallRefusesIsToldWithItsName() {
        assertThat(ErrorHandler.describe(new ErrnoException("open", Errno.EPERM).toIoException(Path.of("/fixed"))))
                .isEqualTo(
                        "/fixed: open failed: EPERM (1): operation not permitted; check owner, mode and mount options");
        assertThat(ErrorHandler.describe(new ErrnoException("fsync", Errno.EACCES).toIoException(Path.of("/f"))))
                .startsWith("/f: fsync failed: EACCES (13): ");
    }

    @Test
    void whatIsADirectoryByNowIsNotToldAsNone() throws IOException {
        Path inDirectory = Files.createDirectory(directory.resolve("now")).resolve("x");

        assertThat(ErrorHandler.describe(new ErrnoException("open", Errno.ENOTDIR).toIoException(inDirectory)))
                .isEqualTo(inDirectory + ": open failed: ENOTDIR (20): not a directory");
    }
}
