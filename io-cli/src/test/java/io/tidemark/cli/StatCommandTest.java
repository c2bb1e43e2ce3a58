package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.cli.map.LogMap;
import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** What a log holds, as it is shown. */
class StatCommandTest extends LogFixture {
    @Test
    void statTellsSequencesAndSegments() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        CommandRun stat = run("stat");

        assertThat(stat.code()).as(stat.err()).isZero();
        assertThat(stat.out())
                .startsWith(log + ": 20,000 records, sequences 0 to 19999, known to be durable up to ")
                .contains(", 2.6 MiB in 3 segments of 1 MiB, layout directory\n")
                .containsPattern("(?m)^0 +sealed +[A-Z_]+ +0 +\\d+ +\\d+ +\\S.* pages? .* 0 +0{19}\\.segment$")
                .containsPattern("(?m)^2 +open +[A-Z_, ]+ +\\d+ +\\d+ +\\d+ ");
    }

    @Test
    void whatAWriterDiscardsWhileItIsLookedAtIsLeftOut() throws IOException {
        LogRuns.append(log, LogRuns.lines(20_000, 100));
        TypedPath path = new TypedPath(log);
        try (HybridLog reader = LogPlace.open(log, OpenMode.READ_ONLY)) {
            long kept = reader.segments().get(1).firstSequence();
            run("discard", "--before", Long.toString(kept));

            StatReport report = StatReport.of(path, reader, RangePicture.MOST_SLICES);
            LogMap ranges = LogMap.of(reader, RangePicture.MOST_SLICES);

            assertThat(report.first()).isEqualTo(kept);
            assertThat(report.last()).isEqualTo(19_999);
            assertThat(report.map().segments())
                    .extracting(segment -> segment.info().number())
                    .containsExactly(1L, 2L);
            assertThat(ranges.segments())
                    .hasSize(2)
                    .noneMatch(segment -> segment.ranges().isEmpty());
        }
    }

    @Test
    void aLogThatHasGoneWhileItIsLookedAtIsAFailure() throws IOException {
        LogRuns.append(log, LogRuns.lines(20_000, 100));
        try (HybridLog reader = LogPlace.open(log, OpenMode.READ_ONLY)) {
            Files.move(log, directory.resolve("moved"));

            assertThatThrownBy(() -> LogMap.of(reader, RangePicture.MOST_SLICES))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void statAsJsonHasStableNames() {
        LogRuns.append(log, "0\n1\n");

        JsonObject json = JsonParser.parseString(run("stat", "--json").out()).getAsJsonObject();

        assertThat(json.keySet())
                .containsExactly(
                        "path",
                        "layout",
                        "segmentBytes",
                        "firstSequence",
                        "lastSequence",
                        "durableSequence",
                        "segments");
        assertThat(json.get("layout").getAsString()).isEqualTo("directory");
        assertThat(json.get("segmentBytes").getAsLong()).isEqualTo(1 << 20);
        assertThat(json.get("lastSequence").getAsLong()).isEqualTo(1);
        assertThat(segments().get(0).keySet())
                .containsExactly(
                        "number",
                        "state",
                        "modes",
                        "firstSequence",
                        "records",
                        "bytes",
                        "roomBytes",
                        "path",
                        "offset",
                        "pages",
                        "residentPages");
        assertThat(segments().get(0).get("records").getAsLong()).isEqualTo(2);
        assertThat(segments().get(0).get("roomBytes").getAsLong()).isEqualTo(1 << 20);
    }
}
