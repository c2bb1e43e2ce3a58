package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The ranges of a log; those of a file have a test of their own. */
class RangesOfALogTest extends LogFixture {
    @Test
    void rangesOfALogAreThoseOfItsSegments() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        CommandRun ranges = run("ranges");

        assertThat(ranges.code()).as(ranges.err()).isZero();
        assertThat(ranges.out())
                .startsWith(log + ": a log of 3 segments\n")
                .containsPattern("(?m)^0 +0 +\\d+ +sealed, \\w+ +CACHED\\w* +\\S.* pages? .*\\S$")
                .containsPattern("(?m)^2 +\\d+ +\\d+ +tail +[A-Z_]+ +\\S");
        JsonObject json = JsonParser.parseString(run("ranges", "--json").out()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("path", "segments");
        JsonObject first = json.getAsJsonArray("segments").get(0).getAsJsonObject();
        assertThat(first.keySet()).containsExactly("number", "path", "ranges");
        assertThat(first.getAsJsonArray("ranges").get(0).getAsJsonObject().keySet())
                .containsExactly("offset", "length", "part", "mode", "reason", "pages", "residentPages");
    }

    @Test
    void aSegmentAloneIsNoLog() {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");

        CommandRun ranges = CommandRun.of("ranges", segment.toString());

        assertThat(ranges.code()).isEqualTo(1);
        assertThat(ranges.err())
                .isEqualTo("tidemark: " + segment + ": a part of a log; name the directory that it is in\n");
    }
}
