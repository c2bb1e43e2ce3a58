package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for all commands on a log. */
class AnyLogCommandTest extends LogFixture {
    @Test
    void aLogInASingleFileIsTheDefault() {
        CommandRun append = CommandRun.with(new byte[] {'0', '\n'}, "append", log.toString(), "--segment-bytes", "1M");

        assertThat(append.code()).as(append.err()).isZero();
        assertThat(log).isRegularFile();
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
        assertThat(run("stat").out()).startsWith(log + ": 1 record, sequence 0, ");
        assertThat(run("ranges").out()).startsWith(log + ": a log of 1 segment\n");
        assertThat(run("verify").code()).isZero();
    }

    @Test
    void somebodyElsesLockIsOneLineAndReadingGoesOn() throws IOException {
        LogRuns.append(log, "0\n");
        try (HybridLog other = LogPlace.open(log, OpenMode.OPEN_EXISTING)) {
            assertThat(other.lastSequence()).isZero();
            Path rescued = log.resolveSibling("rescued");
            for (CommandRun run : List.of(
                    LogRuns.tryAppend(log, new byte[0]),
                    run("seal"),
                    run("discard", "--before", "0"),
                    run("salvage", rescued.toString()))) {
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err())
                        .startsWith("tidemark: " + log + ": another writer has the log open")
                        .hasLineCount(1);
            }
            assertThat(rescued).doesNotExist();
            assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
        }
    }
}
