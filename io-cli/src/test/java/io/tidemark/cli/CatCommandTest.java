package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Records of a log, as they are shown. */
class CatCommandTest extends LogFixture {
    @Test
    void aPartIsShownFromTheFirstToTheLastSequenceThatWasAskedFor() {
        LogRuns.append(log, "0\n1\n2\n3\n");

        assertThat(LogRuns.cat(log, "--from", "1", "--to", "2").out()).isEqualTo("1\n2\n");
        assertThat(LogRuns.cat(log, "--from", "4").out()).isEmpty();
        assertThat(LogRuns.cat(log, "--to", "100").out()).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void hexIsALineOfDigitsForEachRecord() {
        LogRuns.append(log, "az\n\n");

        assertThat(LogRuns.cat(log, "--format", "hex").out()).isEqualTo("617a\n\n");
    }

    @Test
    void jsonHasStableNamesAndATextOnlyWhereThereIsOne() {
        byte[] records = {3, 0, 0, 0, (byte) 0xe2, (byte) 0x82, (byte) 0xac, 2, 0, 0, 0, (byte) 0xff, '\n'};
        assertThat(LogRuns.tryAppend(log, records, "--binary").code()).isZero();

        List<JsonObject> lines = LogRuns.cat(log, "--format", "json")
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).keySet()).containsExactly("sequence", "timestamp", "payload");
        assertThat(lines.get(0).get("payload").getAsString()).isEqualTo("\u20ac");
        assertThat(Instant.parse(lines.get(0).get("timestamp").getAsString()))
                .isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now());
        assertThat(lines.get(1).keySet()).containsExactly("sequence", "timestamp", "payloadBase64");
        assertThat(lines.get(1).get("sequence").getAsLong()).isEqualTo(1);
        assertThat(lines.get(1).get("payloadBase64").getAsString()).isEqualTo("/wo=");
    }

    @Test
    void controlBytesAreEscapedForATerminalOnly() {
        LogRuns.append(log, "a\u001b[31mb\n");

        assertThat(LogRuns.cat(log).out()).isEqualTo("a\u001b[31mb\n");
        assertThat(CommandRun.of(Console.Colours.OFF, 80, "cat", log.toString()).out())
                .isEqualTo("a\\x1b[31mb\n");
    }

    /** A terminal may take U+009B for the beginning of a command, and U+202E turns round what follows. */
    @Test
    void whatCommandsATerminalIsEscapedInJson() {
        String hostile = "a\u009b31mb\u202ec\u007f";
        LogRuns.append(log, hostile + "\n");

        String out = LogRuns.cat(log, "--format", "json").out();

        assertThat(out).contains("a\\u009b31mb\\u202ec\\u007f").hasLineCount(1);
        assertThat(JsonParser.parseString(out).getAsJsonObject().get("payload").getAsString())
                .isEqualTo(hostile);
    }

    @Test
    void aReaderThatHasGoneIsNoFailure() {
        LogRuns.append(log, LogRuns.lines(10_000, 100));
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new ClosedOutputException(new IOException("broken pipe"));
            }
        };
        StringWriter err = new StringWriter();
        Console console = new Console(
                new PrintWriter(new StringWriter()), new PrintWriter(err), Console.Colours.OFF, Console.UNLIMITED);

        int code = Tidemark.run(console, new DataStreams(DataStreams.system().in(), gone), "cat", log.toString());

        assertThat(code).isZero();
        assertThat(err.toString()).isEmpty();
    }

    private static void append(HybridLog writer, int first, int count, Durability durability) throws IOException {
        for (int i = first; i < first + count; i++) {
            writer.append(Unpooled.copiedBuffer(Integer.toString(i), StandardCharsets.US_ASCII), durability);
        }
    }

    @Test
    void onlyWhatIsKnownToBeDurableIsShownOnRequest() throws IOException {
        try (HybridLog writer = openWriter()) {
            append(writer, 0, 3, Durability.each());
            append(writer, 3, 2, Durability.onDemand());

            assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n2\n3\n4\n");
            assertThat(LogRuns.cat(log, "--durable").out()).isEqualTo("0\n1\n2\n");
            assertThat(LogRuns.cat(log, "--durable", "--from", "1", "--to", "4").out())
                    .isEqualTo("1\n2\n");
            assertThat(LogRuns.cat(log, "--durable", "--from", "4").out()).isEmpty();
        }
        assertThat(LogRuns.cat(log, "--durable").out()).isEqualTo("0\n1\n2\n3\n4\n");
    }

    @Test
    void whoFollowsIsShownWhatIsDurableOnceThatIsKnown() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                Console.Colours.OFF,
                Console.UNLIMITED);
        DataStreams streams = new DataStreams(DataStreams.system().in(), shown);
        try (HybridLog writer = openWriter()) {
            append(writer, 0, 3, Durability.each());
            append(writer, 3, 2, Durability.onDemand());
            CompletableFuture<Integer> cat = CompletableFuture.supplyAsync(
                    () -> Tidemark.run(console, streams, "cat", log.toString(), "--durable", "--follow", "--to", "4"));
            while (shown.size() == 0 && !cat.isDone()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(shown.toString(StandardCharsets.US_ASCII)).isEqualTo("0\n1\n2\n");

            writer.force();
            append(writer, 5, 1, Durability.onDemand());

            assertThat(cat.get(60, TimeUnit.SECONDS)).isZero();
            assertThat(shown.toString(StandardCharsets.US_ASCII)).isEqualTo("0\n1\n2\n3\n4\n");
        }
    }

    /** What was printed is right no longer, and others have its sequences. */
    @Test
    void whoFollowsIsToldWhenACrashHasTakenBackWhatWasShown() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        StringWriter errors = new StringWriter();
        Console console = new Console(
                new PrintWriter(new StringWriter()), new PrintWriter(errors), Console.Colours.OFF, Console.UNLIMITED);
        DataStreams streams = new DataStreams(DataStreams.system().in(), shown);
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] durable;
        byte[] all;
        try (HybridLog writer = openWriter()) {
            append(writer, 0, 3, Durability.each());
            durable = Files.readAllBytes(segment);
            append(writer, 3, 2, Durability.onDemand());
            all = Files.readAllBytes(segment);
        }
        overwrite(segment, all);
        CompletableFuture<Integer> cat =
                CompletableFuture.supplyAsync(() -> Tidemark.run(console, streams, "cat", log.toString(), "--follow"));
        while (shown.size() < 10 && !cat.isDone()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        overwrite(segment, durable);
        openWriter().close();

        assertThat(cat.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(shown.toString(StandardCharsets.US_ASCII)).isEqualTo("0\n1\n2\n3\n4\n");
        assertThat(errors.toString())
                .startsWith(
                        "tidemark: " + log + ": from sequence 3 on, records that were shown are no longer in the log")
                .hasLineCount(1);
    }

    private static void overwrite(Path file, byte[] bytes) throws IOException {
        try (RandomAccessFile overwritten = new RandomAccessFile(file.toFile(), "rw")) {
            overwritten.write(bytes);
            overwritten.setLength(bytes.length);
        }
    }

    @Test
    void whatIsInFrontOfADamagedTailIsShown() throws IOException {
        LogRuns.append(log, "0\n1\n2\n3\n", "--durable", "each");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(160 + 2 * 40 + 32); // The payload of the third record.
            file.write('x');
        }

        CommandRun cat = CommandRun.of("cat", log.toString());
        CommandRun behind = CommandRun.of("cat", log.toString(), "--from", "3");

        assertThat(cat.out()).isEqualTo("0\n1\n");
        for (CommandRun run : List.of(cat, behind)) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("tidemark: " + segment + ": damaged at offset 240, from sequence 2 on: ")
                    .hasLineCount(1);
        }
        assertThat(behind.out()).isEmpty();
        assertThat(LogRuns.cat(log, "--to", "1").out()).isEqualTo("0\n1\n");
    }

    @Test
    void aSequenceThatIsNotThereIsOneLineAndExitCode1() {
        LogRuns.append(log, "0\n1\n");

        CommandRun cat = CommandRun.of("cat", log.toString(), "--from", "7");

        assertThat(cat.code()).isEqualTo(1);
        assertThat(cat.err()).isEqualTo("tidemark: " + log + ": there is no sequence 7: the log holds 0 to 1\n");
    }

    @Test
    void whatWasDiscardedIsAnErrorThatTellsWhereTheLogBegins() {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        LogRuns.append(log, "2\n3\n");
        run("discard", "--before", "2");

        for (CommandRun cat : List.of(
                run("cat", "--from", "1"),
                run("cat", "--to", "1"),
                run("cat", "--from", "1", "--to", "1"),
                run("cat", "--from", "1", "--to", "3"),
                run("cat", "--follow", "--to", "1"))) {
            assertThat(cat.code()).isEqualTo(1);
            assertThat(cat.out()).isEmpty();
            assertThat(cat.err()).isEqualTo("tidemark: " + log + ": there is no sequence 1: the log holds 2 to 3\n");
        }
        assertThat(LogRuns.cat(log, "--to", "2").out()).isEqualTo("2\n");
    }

    @Test
    void whatIsStillToComeIsNoErrorWhereTheLogGoesOn() {
        LogRuns.append(log, "");
        assertThat(LogRuns.cat(log, "--from", "0").out()).isEmpty();
        assertThat(LogRuns.cat(log, "--to", "0").out()).isEmpty();

        LogRuns.append(log, "0\n1\n");

        assertThat(LogRuns.cat(log, "--from", "1", "--to", "7").out()).isEqualTo("1\n");
        assertThat(LogRuns.cat(log, "--from", "2", "--to", "7").out()).isEmpty();
        assertThat(run("cat", "--from", "3", "--to", "7").err())
                .isEqualTo("tidemark: " + log + ": there is no sequence 3: the log holds 0 to 1\n");
    }

    @Test
    void whatIsNoSequenceIsToldWhatIsWanted() {
        for (String option : List.of("--from", "--to")) {
            assertThat(CommandRun.of("cat", "x", option, "many").err())
                    .isEqualTo("tidemark: Invalid value for option '" + option + "': 'many' is not a sequence; write a"
                            + " whole number, 0 or more (see 'tidemark cat --help')\n");
        }
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        for (CommandRun wrong : List.of(
                CommandRun.of("cat"),
                CommandRun.of("cat", "x", "--format", "xml"),
                CommandRun.of("cat", "x", "--from", "-1"),
                CommandRun.of("cat", "x", "--from", "7", "--to", "6"),
                CommandRun.of("cat", "x", "--to", "many"))) {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .startsWith("tidemark: ")
                    .contains("cat --help")
                    .hasLineCount(1);
        }
    }

    @Test
    void damageIsOneLineThatSaysWhere() throws IOException {
        damage();

        CommandRun cat = run("cat");

        assertThat(cat.code()).isEqualTo(1);
        assertThat(cat.out()).isEmpty();
        assertThat(cat.err())
                .startsWith("tidemark: " + log)
                .contains("damaged at offset 160, from sequence 0 on: ")
                .hasLineCount(1);
    }

    @Test
    void itsHelpSaysWhenAReaderThatHasGoneIsNoticed() {
        String help = CommandRun.of("cat", "--help").out().replaceAll("\\s+", " ");

        assertThat(help).contains("A reader that has gone is noticed when the next record comes.");
    }
}
