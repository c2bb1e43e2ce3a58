package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.demo.OwnCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own, with pipes, as a shell runs it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogProcessTest {
    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    private Path log;
    private Path errors;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void nameLog() {
        log = directory.resolve("log");
        errors = directory.resolve("errors");
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String command, String... options) throws IOException {
        List<String> arguments = Stream.concat(Stream.of(command, log.toString()), Stream.of(options))
                .toList();
        Process process = new ProcessBuilder(OwnCommand.line(Tidemark.class, arguments))
                .redirectError(errors.toFile())
                .start();
        started.add(process);
        return process;
    }

    private Process startAppending(String... options) throws IOException {
        return start(
                "append",
                Stream.concat(Stream.of("--layout", "directory", "--segment-bytes", "1M", "--acks"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static String line(long sequence) {
        return "record " + sequence + " " + "x".repeat((int) (sequence % 200));
    }

    /** Writes lines until the process is gone. */
    private static Thread feed(Process process) {
        Thread feeder = new Thread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                for (long sequence = 0; ; sequence++) {
                    in.write((line(sequence) + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                return; // It is gone.
            }
        });
        feeder.setDaemon(true);
        feeder.start();
        return feeder;
    }

    /** Reads acknowledgements; the last one. Whole lines only, because a kill may tear one. */
    private static long acknowledged(BufferedReader out, long most) throws IOException {
        long last = -1;
        StringBuilder line = new StringBuilder();
        while (last < most) {
            int next = out.read();
            if (next < 0) {
                return last;
            }
            if (next == '\n') {
                assertThat(line.toString()).isEqualTo(Long.toString(last + 1));
                last++;
                line.setLength(0);
            } else {
                line.append((char) next);
            }
        }
        return last;
    }

    private void assertHolds(long last) {
        List<String> records = LogRuns.cat(log).out().lines().toList();
        assertThat(records).hasSizeGreaterThan((int) last);
        assertThat(records)
                .containsExactlyElementsOf(LongStream.range(0, records.size())
                        .mapToObj(LogProcessTest::line)
                        .toList());
    }

    @Test
    void everySequenceThatWasPrintedSurvivesAKill() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        int wanted = 1000 + new Random(seed).nextInt(50_000);
        Process append = startAppending();
        feed(append);
        BufferedReader out = append.inputReader(StandardCharsets.US_ASCII);
        assertThat(acknowledged(out, wanted)).as(Files.readString(errors)).isEqualTo(wanted);

        append.toHandle().destroyForcibly(); // By its handle, because that leaves what it printed to be read.
        long last = wanted + countWholeLines(out);

        assertThat(append.waitFor()).isEqualTo(KILLED);
        assertHolds(last);
    }

    private static long countWholeLines(BufferedReader out) throws IOException {
        long count = 0;
        for (int next = out.read(); next >= 0; next = out.read()) {
            count += next == '\n' ? 1 : 0;
        }
        return count;
    }

    @Test
    void anInterruptionAcknowledgesAllThatWasAppended() throws Exception {
        Process append = startAppending();
        feed(append);
        BufferedReader out = append.inputReader(StandardCharsets.US_ASCII);
        assertThat(acknowledged(out, 500)).as(Files.readString(errors)).isEqualTo(500);

        append.toHandle().destroy(); // The same as for SIGINT, which a shell's background processes may not hear.
        long last = 500 + countWholeLines(out);

        assertThat(append.waitFor()).isEqualTo(TERMINATED);
        assertThat(Files.readString(errors)).isEqualTo("tidemark: interrupted; durable up to sequence " + last + "\n");
        assertHolds(last);
        assertThat(LogRuns.cat(log).out().lines().count()).isEqualTo(last + 1);
    }

    @Test
    void anInterruptionIsNotHeldUpByWhoReadsNoAcknowledgements() throws Exception {
        for (boolean isInputOver : new boolean[] {false, true}) {
            log = directory.resolve(isInputOver ? "over" : "open");
            Process append = startAppending();
            OutputStream in = append.getOutputStream();
            in.write(LogRuns.lines(50_000, 10).getBytes(StandardCharsets.US_ASCII));
            in.flush();
            if (isInputOver) {
                in.close();
                awaitThat(() -> LogRuns.tryAppend(log, new byte[0]).code() == 0); // Nobody writes to it any more.
            } else {
                awaitThat(() ->
                        Files.exists(log) && LogRuns.cat(log).out().lines().count() == 50_000);
            }

            append.toHandle().destroy();

            assertThat(append.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(append.exitValue()).isEqualTo(TERMINATED);
            assertThat(Files.readString(errors)).isEqualTo("tidemark: interrupted; durable up to sequence 49999\n");
        }
    }

    private static void awaitThat(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(20);
        }
    }

    /** By a limit on the size of files, which a test can set without a file system of its own. */
    @Test
    void whoRunsOutOfSpaceInTheMiddleIsToldUpToWhereAllIsDurable() throws Exception {
        for (String durability : List.of("group", "none")) {
            log = directory.resolve(durability);
            List<String> line = new ArrayList<>(List.of("bash", "-c", "ulimit -f 2048; exec \"$@\"", "bash"));
            line.addAll(OwnCommand.line(
                    Tidemark.class,
                    List.of("append", log.toString(), "--segment-bytes", "1M", "--durable", durability)));
            Process append =
                    new ProcessBuilder(line).redirectError(errors.toFile()).start();
            started.add(append);
            feed(append);

            assertThat(append.waitFor()).as(Files.readString(errors)).isEqualTo(1);

            long last = LogRuns.cat(log).out().lines().count() - 1;
            assertThat(Files.readString(errors))
                    .startsWith("tidemark: " + log + ": ")
                    .endsWith(String.format(
                            Locale.ROOT,
                            "; %,d records appended before are durable, sequences 0 to %d%n",
                            last + 1,
                            last))
                    .hasLineCount(1);
            assertHolds(last);
        }
    }

    @Test
    void aLoneRecordIsAcknowledgedWhileTheInputStaysOpen() throws Exception {
        for (String durability : List.of("each", "group")) {
            log = directory.resolve(durability);
            Process append = startAppending("--durable", durability);
            OutputStream in = append.getOutputStream();
            BufferedReader out = append.inputReader(StandardCharsets.US_ASCII);
            for (int i = 0; i < 3; i++) {
                in.write("hello\n".getBytes(StandardCharsets.US_ASCII));
                in.flush();
                assertThat(out.readLine()).as(Files.readString(errors)).isEqualTo("" + i);
            }
            in.close();
            assertThat(append.waitFor()).isZero();
        }
    }

    @Test
    void aFollowerShowsWhatAnotherProcessAppends() throws Exception {
        Process append = startAppending();
        OutputStream in = append.getOutputStream();
        BufferedReader acks = append.inputReader(StandardCharsets.US_ASCII);
        in.write("one\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        assertThat(acks.readLine()).as(Files.readString(errors)).isEqualTo("0");
        Process cat = start("cat", "--follow", "--to", "1");
        BufferedReader out = cat.inputReader(StandardCharsets.US_ASCII);
        assertThat(out.readLine()).as(Files.readString(errors)).isEqualTo("one");

        in.write("two\n".getBytes(StandardCharsets.US_ASCII));
        in.close();

        assertThat(out.readLine()).as(Files.readString(errors)).isEqualTo("two");
        assertThat(cat.waitFor()).isZero();
    }

    @Test
    void aReaderThatHasSeenEnoughEndsCatQuietly() throws Exception {
        LogRuns.append(log, LogRuns.lines(30_000, 100));
        Process cat = start("cat");
        try (InputStream out = cat.getInputStream()) {
            assertThat(out.read()).as(Files.readString(errors)).isEqualTo('0');
        }

        assertThat(cat.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isZero();
        assertThat(errors).isEmptyFile();
    }

    @Test
    void aReaderThatHasGoneIsNoFailureOfStat() throws Exception {
        LogRuns.append(log, "record\n");
        Process stat = start("stat");
        stat.getInputStream().close();

        assertThat(stat.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(errors).isEmptyFile();
    }

    /** As the launcher leaves the descriptors. */
    private Process startInShell(String redirection, String command) throws IOException {
        List<String> line = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" " + redirection, "bash"));
        line.addAll(OwnCommand.line(Tidemark.class, List.of(command, log.toString())));
        Process process =
                new ProcessBuilder(line).redirectError(errors.toFile()).start();
        started.add(process);
        return process;
    }

    @Test
    void aClosedOutputIsRefusedBeforeAnythingIsDone() throws Exception {
        Process append = startInShell("1</dev/null", "append");
        append.getOutputStream().close();

        assertThat(append.waitFor()).isEqualTo(1);
        assertThat(Files.readString(errors))
                .startsWith("tidemark: standard output: it is closed")
                .hasLineCount(1);
        assertThat(log).doesNotExist();
    }

    @Test
    void whoseReportIsLostOnAFullDiskIsToldThatAllWasAppended() throws Exception {
        Process append = startInShell("1>/dev/full", "append");
        try (OutputStream in = append.getOutputStream()) {
            in.write("one\ntwo\n".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(append.waitFor()).isEqualTo(1);
        assertThat(Files.readString(errors))
                .isEqualTo("tidemark: standard output: No space left on device; 2 records appended before are durable,"
                        + " sequences 0 to 1\n");
    }

    @Test
    void aSalvageThatIsInterruptedSaysWhatToDoWithItsPart() throws Exception {
        LogRuns.append(log, LogRuns.lines(500_000, 100), "--durable", "none");
        int attempt = 0;
        while (isSalvagedBeforeItIsInterrupted(directory.resolve("part" + attempt))) {
            attempt++;
            assertThat(attempt)
                    .as("salvages that nobody could interrupt in time")
                    .isLessThan(10);
        }
    }

    private boolean isSalvagedBeforeItIsInterrupted(Path part) throws Exception {
        Process salvage = start("salvage", part.toString());
        awaitThat(() -> Files.exists(part));

        salvage.toHandle().destroy();

        if (salvage.waitFor() == 0) {
            return true;
        }
        assertThat(salvage.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(errors))
                .isEqualTo("tidemark: interrupted; " + part
                        + " holds only a part of what can be rescued: delete it, and begin again\n");
        assertThat(salvage.getInputStream()).isEmpty();
        return false;
    }

    @Test
    void aClosedInputIsRefusedAndMakesNoLog() throws Exception {
        for (boolean isBegun : new boolean[] {false, true}) {
            if (isBegun) {
                Files.createFile(log); // As a creation leaves it that was killed.
            }
            Process append = startInShell("0>/dev/null", "append");

            assertThat(append.waitFor()).isEqualTo(1);
            assertThat(Files.readString(errors))
                    .startsWith("tidemark: standard input: it is closed")
                    .hasLineCount(1);
        }
        assertThat(log).isEmptyFile();
    }

    private String onTerminal(String command, String... options) throws Exception {
        Process process = TerminalProcess.start(
                "",
                Stream.concat(Stream.of(command, log.toString()), Stream.of(options))
                        .toArray(String[]::new));
        started.add(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void whoLooksAtATerminalSeesHowFarItIsAndNobodyElse() throws Exception {
        LogRuns.append(log, LogRuns.lines(100_000, 100));

        assertThat(onTerminal("verify")).contains("verifying", "MiB", ": intact, 100,000 records");
        assertThat(onTerminal("salvage", directory.resolve("new").toString()))
                .contains("rescuing", "MiB", "100,000 records rescued");
        Process piped = start("verify");
        String output = new String(piped.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(piped.waitFor()).isZero();
        assertThat(output).startsWith(log + ": intact, ").hasLineCount(1);
        assertThat(errors).isEmptyFile();
    }
}
