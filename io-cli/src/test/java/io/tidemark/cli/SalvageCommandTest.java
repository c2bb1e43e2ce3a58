package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is intact of a damaged log, in a new one. */
class SalvageCommandTest extends LogFixture {
    @Test
    void salvageRescuesWhatIsIntactIntoANewLog() throws IOException {
        damage();
        Path rescued = directory.resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString());

        assertThat(salvage.code()).as(salvage.err()).isEqualTo(3);
        assertThat(salvage.out()).isEqualTo("""
                        lost: sequence 0, in front of the new log's sequence 0
                        1 record rescued, from sequence 1 of the old log on
                        """);
        assertThat(LogRuns.cat(rescued).out()).isEqualTo("1\n");
        CommandRun again = run("salvage", rescued.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("tidemark: " + rescued + ": exists already; name a path where nothing is\n");
    }

    @Test
    void aNameThatNoLogMayHaveIsTheNewOnesFault() throws IOException {
        damage();
        Path rescued = directory.resolve("0".repeat(19) + ".segment");

        CommandRun salvage = run("salvage", rescued.toString(), "--layout", "single-file");

        assertThat(salvage.code()).isEqualTo(1);
        assertThat(salvage.err())
                .startsWith("tidemark: " + rescued + ": it has the name of a segment")
                .hasLineCount(1);
    }

    @Test
    void itsHelpSaysWhatTheNewLogTakesOver() {
        String help = CommandRun.of("salvage", "--help").out().replaceAll("\\s+", " ");

        assertThat(help)
                .contains(
                        "The new log has the layout and the segments of the damaged one, unless others are asked for.")
                .doesNotContain("64M");
    }

    @Test
    void aDirectoryThatIsMissingForTheNewLogIsNamed() throws IOException {
        damage();
        Path rescued = directory.resolve("none").resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString());

        assertThat(salvage.code()).isEqualTo(1);
        assertThat(salvage.err())
                .isEqualTo("tidemark: " + rescued + ": the directory " + rescued.getParent()
                        + " doesn't exist; make it, or name another path\n");
    }

    @Test
    void whatIsSalvagedHasTheLayoutAndTheSegmentsOfTheDamagedLog() throws IOException {
        CommandRun append = CommandRun.with(
                "a\nb\nc\n".getBytes(StandardCharsets.US_ASCII),
                "append",
                log.toString(),
                "--layout",
                "directory",
                "--segment-bytes",
                "2M");
        assertThat(append.code()).as(append.err()).isZero();
        Path second = log.resolve("0".repeat(19) + ".segment");
        try (RandomAccessFile file = new RandomAccessFile(second.toFile(), "rw")) {
            file.seek(160 + 40 + 32); // The payload of the second record.
            file.write('x');
        }
        Path rescued = directory.resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString());

        assertThat(salvage.out()).isEqualTo("""
                        lost: sequence 1, in front of the new log's sequence 1
                        2 records rescued, from sequence 0 of the old log on
                        """);
        assertThat(salvage.code()).as("records are lost").isEqualTo(3);
        try (HybridLog log = HybridLog.open(
                rescued, LogOptions.builder().openMode(OpenMode.READ_ONLY).build())) {
            assertThat(log.layout()).isEqualTo(Layout.DIRECTORY);
            assertThat(log.segmentBytes()).isEqualTo(2 << 20);
        }
    }

    @Test
    void whatIsLostIsToldToProgramsWithTheLastSequenceOfEachGap() throws IOException {
        damage();
        Path rescued = directory.resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString(), "--json");

        assertThat(salvage.code()).as(salvage.err()).isEqualTo(3);
        JsonObject json = JsonParser.parseString(salvage.out()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("path", "newPath", "records", "firstSequence", "lost", "doubts");
        assertThat(json.get("path").getAsString()).isEqualTo(log.toString());
        assertThat(json.get("newPath").getAsString()).isEqualTo(rescued.toString());
        assertThat(json.get("records").getAsLong()).isEqualTo(1);
        assertThat(json.get("firstSequence").getAsLong()).isEqualTo(1);
        assertThat(json.get("lost"))
                .isEqualTo(JsonParser.parseString("[{firstSequence: 0, lastSequence: 0, newSequence: 0}]"));
    }

    /** Behind a segment of two records there was another one, of which nothing is left but that. */
    private Path loseTheLastSegment() throws IOException {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        LogRuns.append(log, "2\n");
        Path second = log.resolve("0".repeat(18) + "1.segment");
        byte[] garbage = new byte[(int) Files.size(second)];
        Arrays.fill(garbage, (byte) 'x');
        Files.write(second, garbage);
        return second;
    }

    @Test
    void whereMoreMayBeLostIsToldAndNoSuccess() throws IOException {
        Path second = loseTheLastSegment();

        CommandRun salvage = run("salvage", directory.resolve("rescued").toString());

        assertThat(salvage.code()).as(salvage.err()).isEqualTo(3);
        assertThat(salvage.out())
                .isEqualTo("perhaps lost: " + second + ": at offset 0: nothing is left of segment 1\n"
                        + "2 records rescued, from sequence 0 of the old log on\n");
    }

    @Test
    void whereMoreMayBeLostIsToldToPrograms() throws IOException {
        Path second = loseTheLastSegment();

        CommandRun salvage = run("salvage", directory.resolve("rescued").toString(), "--json");

        assertThat(salvage.code()).as(salvage.err()).isEqualTo(3);
        JsonObject json = JsonParser.parseString(salvage.out()).getAsJsonObject();
        assertThat(json.getAsJsonArray("lost")).isEmpty();
        JsonObject doubt = json.getAsJsonArray("doubts").get(0).getAsJsonObject();
        assertThat(doubt.get("reason").getAsString()).isEqualTo("UNKNOWN_SEGMENT");
        assertThat(doubt.get("path").getAsString()).isEqualTo(second.toString());
        assertThat(doubt.get("offset").getAsLong()).isZero();
        assertThat(doubt.get("description").getAsString()).isEqualTo("nothing is left of segment 1");
    }

    @Test
    void aLogThatIsIntactHasLostNothing() {
        LogRuns.append(log, "0\n");

        CommandRun salvage = run("salvage", directory.resolve("copy").toString(), "--json");

        assertThat(salvage.code()).as(salvage.err()).isZero();
        JsonObject json = JsonParser.parseString(salvage.out()).getAsJsonObject();
        assertThat(json.getAsJsonArray("lost")).isEmpty();
        assertThat(json.getAsJsonArray("doubts")).isEmpty();
    }

    @Test
    void itsHelpSaysWhatToDoWithWhatAKilledRunLeaves() {
        String help = CommandRun.of("salvage", "--help").out().replaceAll("\\s+", " ");

        assertThat(help)
                .contains("A run that is interrupted or killed leaves in NEW-LOG", "delete it, and begin again.");
    }
}
