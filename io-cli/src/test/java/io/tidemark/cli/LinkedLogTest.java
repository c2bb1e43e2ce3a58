package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What all commands do about symbolic links. */
class LinkedLogTest extends LogFixture {
    @Test
    void aSymbolicLinkToAFileIsOneLineThatNamesItsTarget() throws IOException {
        Path target = directory.resolve("target");
        CommandRun.with(new byte[] {'0', '\n'}, "append", target.toString(), "--segment-bytes", "1M");
        Files.createSymbolicLink(log, target);

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log + ": it is a symbolic link to " + target
                            + "; name that, because links to files are not followed\n");
        }
        assertThat(LogRuns.cat(target).out()).isEqualTo("0\n");
    }

    @Test
    void aSymbolicLinkToNothingIsOneLineThatNamesItsTarget() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(log, target);

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log + ": it is a symbolic link to " + target + ", where nothing is\n");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aSymbolicLinkToADirectoryIsFollowed() throws IOException {
        Path target = directory.resolve("target");
        LogRuns.append(target, "0\n");
        Files.createSymbolicLink(log, target);

        LogRuns.append(log, "1\n");

        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n");
    }
}
