package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records on standard input become records of a log. */
class AppendCommandTest extends LogFixture {
    private static final int MIB = 1 << 20;

    @Test
    void linesBecomeRecordsAndComeBack() {
        CommandRun append = LogRuns.append(log, "one\n\ntwo\r\nthree");

        assertThat(append.out()).startsWith("4 records appended, sequences 0 to 3, ");
        assertThat(LogRuns.cat(log).out()).isEqualTo("one\n\ntwo\r\nthree\n");
    }

    @Test
    void aSecondRunGoesOn() {
        LogRuns.append(log, "one\n");
        CommandRun second = LogRuns.append(log, "two\n");
        CommandRun nothing = LogRuns.append(log, "");

        assertThat(second.out()).startsWith("1 record appended, sequence 1, ");
        assertThat(nothing.out()).isEqualTo("no records appended\n");
        assertThat(LogRuns.cat(log).out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void manyLinesFillSegmentsInOrder() {
        String lines = LogRuns.lines(40_000, 100);

        LogRuns.append(log, lines);

        assertThat(LogRuns.cat(log).out()).isEqualTo(lines);
    }

    @Test
    void eachDurabilityAcknowledgesEverySequenceInOrder() {
        long next = 0;
        for (String durability : new String[] {"each", "group", "none"}) {
            CommandRun append = LogRuns.append(log, LogRuns.lines(500, 10), "--acks", "--durable", durability);

            long first = next;
            assertThat(append.out())
                    .isEqualTo(IntStream.range(0, 500)
                            .mapToObj(i -> (first + i) + "\n")
                            .collect(Collectors.joining()));
            next += 500;
        }
    }

    @Test
    void binaryRecordsComeBackByteForByte() {
        byte[] bytes = new byte[3 * MIB];
        new Random(1).nextBytes(bytes);
        ByteBuffer framed =
                ByteBuffer.allocate(bytes.length + 1000 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0, from = 0; i < 1000; i++) {
            int length = Math.min(bytes.length - from, i * 6);
            framed.putInt(length).put(bytes, from, length);
            from += length;
        }
        byte[] input = Arrays.copyOf(framed.array(), framed.position());

        CommandRun append = LogRuns.tryAppend(log, input, "--binary");

        assertThat(append.code()).as(append.err()).isZero();
        assertThat(append.out()).startsWith("1,000 records appended");
        assertThat(LogRuns.cat(log, "--format", "binary").output().toByteArray())
                .isEqualTo(input);
    }

    @Test
    void aLineThatIsTooLongIsNamedAndAllBeforeIsAppended() {
        CommandRun append = LogRuns.tryAppend(
                log, ("one\ntwo\n" + "x".repeat(2 * MIB) + "\nfour\n").getBytes(StandardCharsets.US_ASCII), "--acks");

        assertThat(append.code()).isEqualTo(1);
        assertThat(append.out()).isEqualTo("0\n1\n");
        assertThat(append.err())
                .startsWith("tidemark: line 3: " + log + ": a record of 2097152 bytes; segments of 1048576 bytes hold ")
                .endsWith("; 2 records appended before are durable, sequences 0 to 1\n")
                .hasLineCount(1);
        assertThat(LogRuns.cat(log).out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void tornBinaryInputIsNamedAndAllBeforeIsAppended() {
        byte[] one = {3, 0, 0, 0, 'o', 'n', 'e'};
        byte[] tornLength = {3, 0, 0, 0, 'o', 'n', 'e', 3, 0};
        byte[] tornRecord = {3, 0, 0, 0, 'o', 'n', 'e', 3, 0, 0, 0, 't'};
        byte[] impossible = {3, 0, 0, 0, 'o', 'n', 'e', 0, 0, 0, (byte) 0x80};

        assertThat(LogRuns.tryAppend(log, one, "--binary").code()).isZero();
        assertError(
                LogRuns.tryAppend(log, tornLength, "--binary"),
                "record 2: the input ends after 2 of the 4 bytes of its length; 1 record appended before is durable,"
                        + " sequence 1");
        assertError(
                LogRuns.tryAppend(log, tornRecord, "--binary"),
                "record 2: the input ends after 1 of its 3 bytes; 1 record appended before is durable, sequence 2");
        assertError(
                LogRuns.tryAppend(log, impossible, "--binary"),
                "record 2: its length is 2147483648, and no log takes more than 268435455; 1 record appended before is"
                        + " durable, sequence 3");
        assertThat(LogRuns.cat(log).out()).isEqualTo("one\none\none\none\n");
    }

    @Test
    void aFirstRecordThatCannotBeAppendedLeavesNoLogBehind() {
        byte[] tooLong = "x".repeat(2 * MIB).getBytes(StandardCharsets.US_ASCII);
        byte[] torn = {3, 0, 0, 0, 'o'};

        CommandRun long1 = LogRuns.tryAppend(log, tooLong);
        assertThat(long1.code()).isEqualTo(1);
        assertThat(long1.err())
                .startsWith("tidemark: line 1: " + log + ": a record of 2097152 bytes; segments of 1048576 bytes hold ")
                .endsWith(" larger segments; no log was made\n");
        assertThat(log).doesNotExist();
        assertError(
                LogRuns.tryAppend(log, torn, "--binary"),
                "record 1: the input ends after 1 of its 3 bytes; no log was made");
        assertThat(log).doesNotExist();
    }

    @Test
    void anInputThatCannotBeReadLeavesNoLogBehind() {
        for (String layout : List.of("directory", "single-file")) {
            CommandRun append = CommandRun.with(new UnreadableInput(), "append", log.toString(), "--layout", layout);

            assertError(append, "the input can't be read: it is broken; no log was made");
            assertThat(log).doesNotExist();
        }
    }

    @Test
    void whateverFailsInTheMiddleItIsSaidUpToWhereAllIsDurable() {
        Map<String, Throwable> failures = Map.of(
                "OutOfMemoryError: Java heap space", new OutOfMemoryError("Java heap space"),
                "IllegalStateException: it broke", new IllegalStateException("it broke"));
        failures.forEach((name, failure) -> {
            log = directory.resolve(failure.getClass().getSimpleName());
            assertError(
                    CommandRun.with(new FailingInput("", failure), "append", log.toString()),
                    name + "; no log was made");
            assertError(
                    CommandRun.with(new FailingInput("0\n1\n", failure), "append", log.toString()),
                    name + "; 2 records appended before are durable, sequences 0 to 1");
            assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n");
        });
    }

    @Test
    void anInputThatHasNothingYetIsWaitedForAndNotAskedAllTheTime() {
        IdleInput input = new IdleInput("0\n1\n", Duration.ofMillis(300));

        CommandRun append = CommandRun.with(input, "append", log.toString());

        assertThat(append.out()).as(append.err()).startsWith("2 records appended");
        assertThat(input.reads()).isBetween(3, 1000);
    }

    @Test
    void aMissingDirectoryIsNamedAndWhatToDoAboutIt() throws IOException {
        Path missing = directory.resolve("no").resolve("such");
        Path file = Files.createFile(directory.resolve("file"));

        for (String layout : List.of("directory", "single-file")) {
            assertError(
                    CommandRun.with(
                            new byte[] {'0', '\n'},
                            "append",
                            missing.resolve("log").toString(),
                            "--layout",
                            layout),
                    missing.resolve("log") + ": the directory " + missing
                            + " doesn't exist; make it, or name another path");
            for (Path below : List.of(file.resolve("log"), file.resolve("no").resolve("log"))) {
                assertError(
                        CommandRun.with(new byte[] {'0', '\n'}, "append", below.toString(), "--layout", layout),
                        below + ": " + file + " is not a directory; name another path");
            }
        }
        assertThat(missing.getParent()).doesNotExist();
    }

    @Test
    void itsHelpIsAboutAppending() {
        String help = CommandRun.of("append", "--help").out().replaceAll("\\s+", " ");

        assertThat(help)
                .doesNotContainIgnoringCase("salvag")
                .doesNotContainIgnoringCase("damage")
                .contains("A new one is a single file with segments of 64M, unless something else is asked for");
    }

    @Test
    void aLogThatWasThereStaysIfNothingCanBeAppended() {
        LogRuns.append(log, "");

        assertError(
                CommandRun.with(new UnreadableInput(), "append", log.toString()),
                "the input can't be read: it is broken; nothing was appended");
        assertThat(LogRuns.cat(log).out()).isEmpty();
    }

    private CommandRun appendOneWith(String... options) {
        return CommandRun.with(
                new byte[] {'1', '\n'},
                Stream.concat(Stream.of("append", log.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    void optionsThatContradictTheLogAreRefusedAndNothingIsChanged() throws IOException {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] before = Files.readAllBytes(segment);

        assertError(
                appendOneWith("--layout", "single-file"),
                log + ": its layout is directory, not single-file; leave --layout out, or name another log");
        assertError(
                appendOneWith("--segment-bytes", "64M"),
                log + ": its segments have 1 MiB, not 64 MiB; leave --segment-bytes out, or name another log");
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    }

    @Test
    void aDirectoryThatIsToBeAFileStaysEmpty() throws IOException {
        Files.createDirectory(log);

        assertError(
                appendOneWith("--layout", "single-file"),
                log + ": its layout is directory, not single-file; leave --layout out, or name another log");
        assertThat(log).isEmptyDirectory();
    }

    @Test
    void whatAKilledCreationLeavesGetsTheSegmentsThatAreAskedFor() throws IOException {
        Files.createFile(log);

        CommandRun append = appendOneWith("--layout", "single-file", "--segment-bytes", "1M");

        assertThat(append.code()).as(append.err()).isZero();
        assertError(
                appendOneWith("--segment-bytes", "2M"),
                log + ": its segments have 1 MiB, not 2 MiB; leave --segment-bytes out, or name another log");
    }

    @Test
    void optionsThatAgreeWithTheLogOrAreLeftOutAreAccepted() {
        LogRuns.append(log, "0\n");

        for (CommandRun append : List.of(
                appendOneWith(),
                appendOneWith("--layout", "directory"),
                appendOneWith("--segment-bytes", "1M"),
                appendOneWith("--segment-bytes", "1M", "--layout", "directory"))) {
            assertThat(append.code()).as(append.err()).isZero();
        }
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n1\n1\n1\n");
    }

    private static void assertError(CommandRun run, String message) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("tidemark: " + message + "\n");
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        for (CommandRun wrong : new CommandRun[] {
            CommandRun.of("append"),
            LogRuns.tryAppend(log, new byte[0], "--durable", "never"),
            LogRuns.tryAppend(log, new byte[0], "--layout", "SINGLE_FILE"),
            CommandRun.of("append", "--segment-bytes", "3M", log.toString())
        }) {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .startsWith("tidemark: ")
                    .contains("append --help")
                    .hasLineCount(1);
        }
        assertThat(log).doesNotExist();
    }
}
