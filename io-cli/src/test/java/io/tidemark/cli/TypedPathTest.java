package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever the commands print, a path in it is as the caller typed it. */
class TypedPathTest extends LogFixture {
    private static final String SEGMENT = "0".repeat(19) + ".segment";

    private Path typed;

    @BeforeEach
    void typeARelativePath() {
        typed = Path.of("").toAbsolutePath().relativize(log);
    }

    private CommandRun runTyped(String command, String... more) {
        return run(typed, command, more);
    }

    private String errorOf(String command, String... more) {
        CommandRun run = runTyped(command, more);
        assertThat(run.code()).as(run.out()).isPositive();
        return run.err();
    }

    @Test
    void reportsNameALogAndItsFilesAsTheyWereTyped() {
        LogRuns.append(log, "0\n");

        assertThat(runTyped("stat").out()).startsWith(typed + ": 1 record, ");
        assertThat(runTyped("ranges").out()).startsWith(typed + ": a log of ");
        assertThat(runTyped("verify").out()).startsWith(typed + ": intact, ");
        for (String command : List.of("stat", "ranges")) {
            JsonObject json =
                    JsonParser.parseString(runTyped(command, "--json").out()).getAsJsonObject();
            JsonObject segment = json.getAsJsonArray("segments").get(0).getAsJsonObject();
            assertThat(json.get("path").getAsString()).as(command).isEqualTo(typed.toString());
            assertThat(segment.get("path").getAsString())
                    .as(command)
                    .isEqualTo(typed.resolve(SEGMENT).toString());
        }
    }

    @Test
    void failuresNameALogAndItsFilesAsTheyWereTyped() throws IOException {
        for (String command : List.of("cat", "stat", "ranges", "verify", "seal")) {
            assertThat(errorOf(command)).isEqualTo("tidemark: " + typed + ": no such file or directory\n");
        }
        damage();

        assertThat(errorOf("cat")).startsWith("tidemark: " + typed.resolve(SEGMENT) + ": damaged at offset 160, ");
        assertThat(errorOf("cat", "--from", "7")).startsWith("tidemark: " + typed + ": there is no sequence 7");
        assertThat(errorOf("append", "--layout", "single-file")).startsWith("tidemark: " + typed + ": its layout is ");
        assertThat(errorOf("salvage", typed.toString())).startsWith("tidemark: " + typed + ": exists already; ");
    }

    @Test
    void aLogThatIsNoneYetHasTheNameThatWasTyped() throws IOException {
        Files.createFile(log);

        assertThat(errorOf("stat")).startsWith("tidemark: " + typed + ": it is no log yet");
    }

    @Test
    void aRecordThatIsTooLongNamesTheLogAsItWasTyped() {
        CommandRun append = CommandRun.with(new byte[2 << 20], "append", typed.toString(), "--segment-bytes", "1M");

        assertThat(append.err()).startsWith("tidemark: line 1: " + typed + ": a record of ");
    }

    @Test
    void onlyWholeNamesAreReplaced() {
        TypedPath path = new TypedPath(Path.of("a.log"));
        String absolute = Path.of("a.log").toAbsolutePath().toString();

        assertThat(path.in(absolute + ": damaged, see " + absolute + "/0 and (" + absolute + " at 7)"))
                .isEqualTo("a.log: damaged, see a.log/0 and (a.log at 7)");
        for (String other : List.of(absolute + "2", "/x" + absolute, absolute + "-b: c")) {
            assertThat(path.in(other)).isEqualTo(other);
        }
        assertThat(new TypedPath(Path.of(absolute)).in(absolute + "/0")).isEqualTo(absolute + "/0");
    }
}
