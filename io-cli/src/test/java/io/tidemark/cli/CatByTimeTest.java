package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.log.HybridLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records that are asked for by the time at which they were appended. */
class CatByTimeTest extends LogFixture {
    /** Records of one digit, each of its own millisecond; their times. */
    private List<Instant> appendFour() throws Exception {
        try (HybridLog writer = openWriter()) {
            for (int i = 0; i < 4; i++) {
                append(writer, Integer.toString(i));
                TimeUnit.MILLISECONDS.sleep(50); // After a burst the clock of appends may tick late.
            }
        }
        List<Instant> times = times();
        assertThat(times.stream().map(Instant::toEpochMilli))
                .as("the milliseconds")
                .hasSize(4)
                .doesNotHaveDuplicates();
        return times;
    }

    /** Of all records. */
    private List<Instant> times() {
        return LogRuns.cat(log, "--format", "json")
                .out()
                .lines()
                .map(line -> Instant.parse(JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("timestamp")
                        .getAsString()))
                .toList();
    }

    private String shown(String... options) {
        return LogRuns.cat(log, options).out();
    }

    @Test
    void itBeginsWithTheFirstRecordThatIsNotEarlierAndEndsInFrontOfTheFirstThatIsNot() throws Exception {
        List<Instant> times = appendFour();
        String second = times.get(1).toString();
        String behindSecond = times.get(1).plusMillis(1).toString();
        String fourth = times.get(3).toString();

        assertThat(shown("--since", second)).isEqualTo("1\n2\n3\n");
        assertThat(shown("--since", behindSecond)).isEqualTo("2\n3\n");
        assertThat(shown("--until", second)).isEqualTo("0\n");
        assertThat(shown("--until", behindSecond)).isEqualTo("0\n1\n");
        assertThat(shown("--since", second, "--until", fourth)).isEqualTo("1\n2\n");
        assertThat(shown("--since", second, "--until", second)).isEmpty();
    }

    @Test
    void aTimeOutsideOfTheLogIsNoError() throws Exception {
        appendFour();

        assertThat(shown("--since", "1970-01-01T00:00:00Z")).isEqualTo("0\n1\n2\n3\n");
        assertThat(shown("--since", "PT10M")).isEqualTo("0\n1\n2\n3\n");
        assertThat(shown("--since", "2970-01-01T00:00:00Z")).isEmpty();
        assertThat(shown("--until", "1970-01-01T00:00:00Z")).isEmpty();
        assertThat(shown("--until", "2970-01-01T00:00:00Z")).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void aTimeWithoutAnOffsetIsOfTheZoneOfThisSystem() throws Exception {
        List<Instant> times = appendFour();
        String local =
                LocalDateTime.ofInstant(times.get(2), ZoneId.systemDefault()).toString();

        assertThat(shown("--since", local)).isEqualTo("2\n3\n");
    }

    @Test
    void sequencesBoundItTooWhicheverComesFirst() throws Exception {
        List<Instant> times = appendFour();
        String second = times.get(1).toString();
        String third = times.get(2).toString();

        assertThat(shown("--since", second, "--to", "2")).isEqualTo("1\n2\n");
        assertThat(shown("--since", third, "--to", "1")).isEmpty();
        assertThat(shown("--from", "1", "--until", third)).isEqualTo("1\n");
        assertThat(shown("--from", "2", "--until", third)).isEmpty();
        assertThat(shown("--to", "2", "--until", second)).isEqualTo("0\n");
    }

    @Test
    void anyFormatIsShown() throws Exception {
        String last = appendFour().get(3).toString();

        assertThat(shown("--since", last, "--format", "hex")).isEqualTo("33\n");
        assertThat(shown("--since", last, "--format", "json"))
                .startsWith("{\"sequence\":3,")
                .hasLineCount(1);
        assertThat(LogRuns.cat(log, "--since", last, "--format", "binary")
                        .output()
                        .toByteArray())
                .isEqualTo(new byte[] {1, 0, 0, 0, '3'});
        assertThat(shown("--since", last, "--durable")).isEqualTo("3\n");
    }

    @Test
    void whatWasDiscardedIsNotMissedByWhoAsksForATimeButItsSequenceIs() throws Exception {
        List<Instant> times = appendFour();
        run("seal");
        LogRuns.append(log, "4\n");
        run("discard", "--before", "4");

        assertThat(shown("--since", times.get(1).toString())).isEqualTo("4\n");
        CommandRun cat = run("cat", "--since", times.get(1).toString(), "--to", "2");
        assertThat(cat.code()).isEqualTo(1);
        assertThat(cat.err()).isEqualTo("tidemark: " + log + ": there is no sequence 2: the log holds 4 only\n");
    }

    @Test
    void whatIsInFrontOfDamageIsShownFromATimeOn() throws Exception {
        List<Instant> times = appendFour();
        try (RandomAccessFile file =
                new RandomAccessFile(log.resolve("0".repeat(19) + ".segment").toFile(), "rw")) {
            file.seek(160 + 2 * 40 + 32); // The payload of the third record.
            file.write('x');
        }

        CommandRun cat = run("cat", "--since", times.get(1).toString());
        CommandRun behind = run("cat", "--since", times.get(3).toString());

        assertThat(cat.out()).isEqualTo("1\n");
        for (CommandRun run : List.of(cat, behind)) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains(", from sequence 2 on: ").hasLineCount(1);
        }
        assertThat(behind.out()).isEmpty();
    }

    private static void append(HybridLog writer, String record) throws IOException {
        writer.append(Unpooled.copiedBuffer(record, StandardCharsets.US_ASCII));
    }

    @Test
    void whoFollowsWaitsForATimeThatIsStillToCome() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                Console.Colours.OFF,
                Console.UNLIMITED);
        DataStreams streams = new DataStreams(DataStreams.system().in(), shown);
        Instant since = Instant.now().plusMillis(1_000);
        Instant until = since.plusMillis(500);
        try (HybridLog writer = openWriter()) {
            append(writer, "0");
            CompletableFuture<Integer> cat = CompletableFuture.supplyAsync(() -> Tidemark.run(
                    console,
                    streams,
                    "cat",
                    log.toString(),
                    "--follow",
                    "--since",
                    since.toString(),
                    "--until",
                    until.toString()));
            TimeUnit.MILLISECONDS.sleep(300);
            append(writer, "1");
            sleepBeyond(since);
            append(writer, "2");
            append(writer, "3");
            sleepBeyond(until);
            for (int i = 4; i < 1_000 && !cat.isDone(); i++) {
                append(writer, Integer.toString(i)); // The clock of appends may lag behind.
                TimeUnit.MILLISECONDS.sleep(20);
            }

            assertThat(cat.get(60, TimeUnit.SECONDS)).isZero();
        }
        List<Instant> times = times(); // A machine that is busy may have appended any of them late.
        String expected = IntStream.range(0, times.size())
                .filter(i -> !times.get(i).isBefore(since) && times.get(i).isBefore(until))
                .mapToObj(i -> i + "\n")
                .collect(Collectors.joining());
        assertThat(shown.toString(StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    private static void sleepBeyond(Instant time) throws InterruptedException {
        while (!Instant.now().isAfter(time.plusMillis(5))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void whereToBeginIsSaidOnce() {
        CommandRun cat = CommandRun.of("cat", "x", "--from", "1", "--since", "PT10M");

        assertThat(cat.code()).isEqualTo(2);
        assertThat(cat.err())
                .isEqualTo("tidemark: --since can't be given with --from: both say where to begin (see 'tidemark cat"
                        + " --help')\n");
    }

    @Test
    void anEndInFrontOfItsBeginningIsWrongUsage() {
        CommandRun cat =
                CommandRun.of("cat", "x", "--since", "2026-11-28T10:00:00Z", "--until", "2026-11-28T10:00:00+01:00");

        assertThat(cat.code()).isEqualTo(2);
        assertThat(cat.err())
                .isEqualTo("tidemark: --until 2026-11-28T09:00:00Z is in front of --since 2026-11-28T10:00:00Z (see"
                        + " 'tidemark cat --help')\n");
        assertThat(CommandRun.of("cat", log.toString(), "--until", "PT5M", "--since", "PT5M")
                        .code())
                .as("one moment is now, whenever its option is read")
                .isEqualTo(1);
        assertThat(Files.exists(log)).isFalse();
    }

    @Test
    void whatIsNoTimeIsToldWhatIsWanted() {
        for (String option : List.of("--since", "--until")) {
            CommandRun cat = CommandRun.of("cat", "x", option, "yesterday");

            assertThat(cat.code()).isEqualTo(2);
            assertThat(cat.err())
                    .startsWith("tidemark: Invalid value for option '" + option + "': 'yesterday' is no time; write ")
                    .endsWith(" (see 'tidemark cat --help')\n")
                    .hasLineCount(1);
        }
    }
}
