package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all commands say of a place where there is no log that they could open. */
class NoLogTest extends LogFixture {
    /** As a creation leaves it that was cut short: nothing, zeros, or a directory with no more than its lock or its file system's. */
    private enum Remains {
        NOTHING,
        FEW_ZEROS,
        ZEROS,
        EMPTY_DIRECTORY,
        EMPTY_FILE_SYSTEM,
        DIRECTORY_WITH_LOCK;

        void make(Path log) throws IOException {
            switch (this) {
                case NOTHING -> Files.createFile(log);
                case FEW_ZEROS -> Files.write(log, new byte[100]);
                case ZEROS -> Files.write(log, new byte[3 << 20]);
                case EMPTY_DIRECTORY -> Files.createDirectory(log);
                case EMPTY_FILE_SYSTEM ->
                    Files.createDirectory(Files.createDirectory(log).resolve("lost+found"));
                case DIRECTORY_WITH_LOCK ->
                    Files.createFile(Files.createDirectory(log).resolve("lock"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // Nobody waits for what may never be a log.
    void whatACreationLeftThatWasCutShortIsNoLogYetAndAppendMakesItOne(Remains remains) throws IOException {
        remains.make(log);
        List<String> before = state();

        for (CommandRun run : List.of(
                run("cat"),
                run("cat", "--follow"),
                run("stat"),
                run("ranges"),
                run("verify"),
                run("salvage", directory.resolve("new").toString()),
                run("seal"),
                run("discard", "--before", "0"))) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .isEqualTo(
                            "tidemark: " + log + ": it is no log yet: it holds no more than a creation leaves that was"
                                    + " cut short; 'append' makes it one\n");
        }
        assertThat(state()).isEqualTo(before);
        CommandRun append = CommandRun.with(new byte[] {'0', '\n'}, "append", log.toString());
        assertThat(append.code()).as(append.err()).isZero();
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
    }

    /** Each file of the test with its size. */
    private List<String> state() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file + " "
                            + (Files.isDirectory(file) ? "" : file.toFile().length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectory(log);
        Files.writeString(log.resolve("letter"), "dear reader");
        Files.createFile(log.resolve("lock")); // Programs of all kinds have one.

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log
                            + ": a directory, but no log: it holds no segments, but other files (letter)\n");
        }
        assertThat(log.toFile().list()).containsExactlyInAnyOrder("letter", "lock");
    }

    @Test
    void aFileThatIsNoLogIsOneLine() throws IOException {
        Files.writeString(log, "dear reader");

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("tidemark: " + log + ": ").hasLineCount(1);
        }
        assertThat(log).hasContent("dear reader");
    }

    @Test
    void thatNothingWasChangedIsSaidWhereSomethingCouldHaveBeen() throws IOException {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] intact = Files.readAllBytes(segment);
        for (int offset : List.of(0, 8)) {
            byte[] damaged = intact.clone();
            damaged[offset] ^= 6;
            Files.write(segment, damaged);

            for (CommandRun run : List.of(
                    run("cat"),
                    run("stat"),
                    run("ranges"),
                    run("verify"),
                    run("salvage", directory.resolve("new").toString()))) {
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err())
                        .startsWith("tidemark: " + log)
                        .doesNotContain("changed")
                        .hasLineCount(1);
            }
            CommandRun append = CommandRun.with(new byte[] {'1', '\n'}, "append", log.toString());
            assertThat(append.code()).isEqualTo(1);
            assertThat(append.err()).contains("; nothing was changed").hasLineCount(1);
            assertThat(segment).hasBinaryContent(damaged);
        }
    }

    @Test
    void aMissingLogIsOneLineButForAppend() {
        for (CommandRun run :
                List.of(run("cat"), run("stat"), run("seal"), run("discard", "--before", "0"), run("salvage", "new"))) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("tidemark: " + log + ": no such file or directory\n");
        }
        CommandRun verify = run("verify");
        assertThat(verify.code())
                .as("of what isn't there nobody knows whether it is damaged")
                .isEqualTo(3);
        assertThat(verify.err()).isEqualTo("tidemark: " + log + ": no such file or directory\n");
        assertThat(log).doesNotExist();
    }

    @Test
    void theLockFileOfADirectoryIsNoPlaceForALog() throws IOException {
        CommandRun.with(new byte[] {'0', '\n'}, "append", log.toString(), "--layout", "directory");
        Path directoryLog = log;
        log = directoryLog.resolve("lock");
        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "tidemark: " + log + ": it is the lock file of the log in its directory, and no place for"
                                    + " a log; name the directory\n");
        }
        assertThat(log).isEmptyFile();
        assertThat(LogRuns.cat(directoryLog).out()).isEqualTo("0\n");
    }
}
