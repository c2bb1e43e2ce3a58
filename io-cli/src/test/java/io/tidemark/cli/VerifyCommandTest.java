package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damage of a log, and what else a look at all of it tells. */
class VerifyCommandTest extends LogFixture {
    private static final List<String> KEYS = List.of(
            "path", "intact", "segments", "records", "firstSequence", "lastSequence", "bytes", "dataBytes", "problems");

    @Test
    void verifyTellsDamageByItsExitCode() throws IOException {
        LogRuns.append(log, "0\n1\n");
        CommandRun intact = run("verify");
        assertThat(intact.code()).as(intact.err()).isZero();
        assertThat(intact.out())
                .startsWith(log + ": intact, 2 records (sequences 0 to 1) and ")
                .hasLineCount(1);

        damage();
        CommandRun verify = run("verify");
        CommandRun json = run("verify", "--json");

        assertThat(verify.code()).as(verify.err()).isEqualTo(1);
        assertThat(verify.out())
                .contains(": damaged at offset 160, from sequence 0 on: ")
                .contains(log + ": 1 problem, ")
                .hasLineCount(3);
        assertThat(json.code()).isEqualTo(1);
        JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
        assertThat(found.keySet()).containsExactlyElementsOf(KEYS);
        assertThat(found.get("intact").getAsBoolean()).isFalse();
        assertThat(found.getAsJsonArray("problems").get(0).getAsJsonObject().keySet())
                .containsExactly("path", "offset", "sequence", "description", "kind");
    }

    @Test
    void bytesOfDataAreNotThoseOfTheFile() {
        byte[] lines = LogRuns.lines(20_000, 100).getBytes(StandardCharsets.US_ASCII);
        CommandRun.with(lines, "append", log.toString(), "--segment-bytes", "1M");
        long data = segments().stream()
                .mapToLong(segment -> segment.get("bytes").getAsLong())
                .sum();

        CommandRun verify = run("verify");
        JsonObject json = JsonParser.parseString(run("verify", "--json").out()).getAsJsonObject();

        assertThat(data).isBetween(20_000 * 100L, (3L << 20) - 1);
        assertThat(json.get("dataBytes").getAsLong()).isEqualTo(data);
        assertThat(json.get("bytes").getAsLong()).isEqualTo(3 << 20);
        assertThat(verify.out())
                .isEqualTo(log + ": intact, 20,000 records (sequences 0 to 19999) and " + Units.bytes(data)
                        + " of data in 3 segments were verified (3 MiB with unused space)\n");
    }

    @Test
    void spaceIsToldWhereSomeIsUnused() {
        LogRuns.append(log, "0\n");

        assertThat(run("verify").out()).endsWith(" of data in 1 segment were verified\n");
    }

    @Test
    void verifySaysWhatToDoAboutDamageAndOnlyThen() throws IOException {
        LogRuns.append(log, "0\n");
        assertThat(run("verify").out()).doesNotContain("salvage");

        damage();

        assertThat(run("verify").out())
                .endsWith("\nRestore the log from a copy, or rescue what is intact: tidemark salvage " + log
                        + " NEW-LOG\n");
        assertThat(run("verify", "--json").out()).doesNotContain("salvage");
    }

    @Test
    void theCommandToCopyNamesALogWhoseNameHasBlanks() throws IOException {
        log = directory.resolve("a log");
        damage();

        assertThat(run("verify").out()).endsWith(": tidemark salvage '" + log + "' NEW-LOG\n");
    }

    @Test
    void oneWrongBitOfAHeaderIsNotToldAsALoss() throws IOException {
        LogRuns.append(log, "0\n1\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[16] ^= 1;
        Files.write(segment, bytes);

        CommandRun verify = run("verify");
        CommandRun json = run("verify", "--json");

        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        notice -> assertThat(notice)
                                .startsWith(segment + ": no record is missing, but at offset 0: a bit of the segment's"
                                        + " header is wrong; "),
                        summary -> assertThat(summary).startsWith(log + ": 1 problem, 2 records (sequences 0 to 1) "),
                        advice -> assertThat(advice)
                                .isEqualTo("The log can be used as it is; to be rid of the wrong bit, copy it into a"
                                        + " new one: tidemark salvage " + log + " NEW-LOG"));
        JsonObject problem = JsonParser.parseString(json.out())
                .getAsJsonObject()
                .getAsJsonArray("problems")
                .get(0)
                .getAsJsonObject();
        assertThat(problem.get("kind").getAsString()).isEqualTo("WRONG_BIT");
    }

    /** There is nothing to rescue, and the next writer clears the bit anyway. */
    @Test
    void verifySaysThatTheNextWriterClearsAWrongBitWhereNoSegmentIs() throws IOException {
        HybridLog twoSegments = openWriter();
        twoSegments.append(Unpooled.wrappedBuffer(new byte[100]));
        twoSegments.close();
        Path free = log.resolve("0".repeat(18) + "1.segment");
        Files.write(free, ByteBuffer.allocate(1 << 20).put(100, (byte) 4).array());

        CommandRun verify = run("verify");

        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        notice -> assertThat(notice)
                                .startsWith(free + ": no record is missing, but at offset 0: a bit is wrong where no"
                                        + " segment is; "),
                        summary -> assertThat(summary).startsWith(log + ": 1 problem, 1 record (sequence 0) "),
                        advice -> assertThat(advice)
                                .isEqualTo("The log can be used as it is; who opens it for writing clears the wrong"
                                        + " bit"));
        LogRuns.append(log, "1\n");
        assertThat(run("verify").code()).isZero();
    }

    /** An opening, too, takes it for discarded; the sequences tell who knows better. */
    @Test
    void verifyTellsWhereALogBeginsWhoseFirstHeaderIsZero() throws IOException {
        LogOptions options = LogOptions.builder()
                .segmentBytes(1 << 20)
                .durability(Durability.onDemand())
                .build();
        long first;
        try (HybridLog twoSegments = HybridLog.open(log, options)) {
            while (twoSegments.segments().size() < 2) {
                twoSegments.append(Unpooled.wrappedBuffer(new byte[100_000]));
            }
            first = twoSegments.segments().get(1).firstSequence();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.write(new byte[128]);
        }

        CommandRun verify = run("verify");
        JsonObject json = JsonParser.parseString(run("verify", "--json").out()).getAsJsonObject();

        assertThat(verify.out()).startsWith(log + ": intact, 1 record (sequence " + first + ") and ");
        assertThat(json.get("firstSequence").getAsLong()).isEqualTo(first);
        assertThat(json.get("lastSequence").getAsLong()).isEqualTo(first);
    }

    @Test
    void verifyNamesALogAndItsFilesAsTheyWereTyped() throws IOException {
        damage();
        Path typed = Path.of("").toAbsolutePath().relativize(log);

        CommandRun verify = CommandRun.of("verify", typed.toString());
        CommandRun json = CommandRun.of("verify", "--json", typed.toString());

        String segment = typed.resolve("0".repeat(19) + ".segment").toString();
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith(segment + ": damaged at offset 160, "),
                        summary -> assertThat(summary).startsWith(typed + ": 1 problem, "),
                        advice -> assertThat(advice).endsWith(": tidemark salvage " + typed + " NEW-LOG"));
        JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
        JsonObject problem = found.getAsJsonArray("problems").get(0).getAsJsonObject();
        assertThat(problem.get("path").getAsString()).isEqualTo(segment);
    }

    /** A writer was killed before it forced anything, and of three records the second one is torn. */
    private void tearSecondOfThree() throws IOException {
        Path original = directory.resolve("original");
        LogOptions options = LogOptions.builder()
                .layout(Layout.SINGLE_FILE)
                .segmentBytes(1 << 20)
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .durability(Durability.onDemand())
                .build();
        try (HybridLog killed = HybridLog.open(original, options)) {
            for (int i = 0; i < 3; i++) {
                killed.append(Unpooled.copiedBuffer("" + i, StandardCharsets.US_ASCII));
            }
            Files.copy(original, log);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(160 + 40 + 32);
            file.write('x');
        }
    }

    @Test
    void verifyTellsWhatItLeavesOut() throws IOException {
        tearSecondOfThree();

        CommandRun verify = run("verify");
        CommandRun json = run("verify", "--json");

        assertThat(verify.code()).isZero();
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        left -> assertThat(left)
                                .isEqualTo(log + ": left out 1 record behind the log's end: never acknowledged, and the"
                                        + " next opening for writing drops it; the end is at offset 200 of " + log),
                        summary -> assertThat(summary).startsWith(log + ": intact, 1 record (sequence 0) and "));
        JsonObject left = JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonObject("leftOut");
        assertThat(left.keySet()).containsExactly("path", "offset", "records", "segments", "description");
        assertThat(left.get("records").getAsLong()).isEqualTo(1);
    }

    @Test
    void verifyAsJsonTellsAlsoOfWhatCannotBeReadAtAll() throws IOException {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] intact = Files.readAllBytes(segment);
        for (int offset : List.of(0, 8, 40)) {
            byte[] damaged = intact.clone();
            damaged[offset] ^= 6;
            Files.write(segment, damaged);

            CommandRun verify = run("verify");
            CommandRun json = run("verify", "--json");

            assertThat(verify.code()).isEqualTo(1);
            assertThat(verify.err()).startsWith("tidemark: " + log).hasLineCount(1);
            assertThat(json.code()).isEqualTo(1);
            assertThat(json.err()).isEmpty();
            JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
            assertThat(found.keySet()).containsExactlyElementsOf(KEYS);
            assertThat(found.get("intact").getAsBoolean()).isFalse();
            JsonObject problem = found.getAsJsonArray("problems").get(0).getAsJsonObject();
            assertThat(verify.err()).contains(problem.get("description").getAsString());
        }
    }

    /** A script that rescues what is damaged must not begin with that because a disk isn't mounted. */
    @Test
    void thatNothingIsKnownHasAnotherExitCodeThanDamage() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.createFile(other.resolve("letter"));
        Path file = Files.writeString(directory.resolve("file"), "dear reader");

        for (String options : List.of("--stacktrace", "--json")) {
            assertThat(run("verify", options).code()).as("nothing is there").isEqualTo(3);
            assertThat(run(file.resolve("x"), "verify", options).code())
                    .as("a path through a file")
                    .isEqualTo(3);
            assertThat(run(Path.of("/dev/null"), "verify", options).code())
                    .as("a device")
                    .isEqualTo(3);
            for (Path noLog : List.of(other, file)) {
                assertThat(run(noLog, "verify", options).code())
                        .as("what is there is no log")
                        .isEqualTo(1);
            }
        }
        for (String command : List.of("cat", "stat", "seal", "ranges")) {
            assertThat(run(command).code()).as("others have one for all").isEqualTo(1);
        }
    }
}
