package io.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.bench.report.Measurement.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    Path directory;

    @Test
    void aRunThatIsKeptIsReadBackAsItWas() throws IOException {
        Path file = directory.resolve("run.json");
        RunFile.write(Runs.rich(), file);
        assertThat(RunFile.read(file)).isEqualTo(Runs.rich());
    }

    @Test
    void aFileThatHoldsNoRunIsRefusedByName() throws IOException {
        Path file = directory.resolve("run.json");
        for (String text : List.of("", "[]", "{}", "{\"command\": 1")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> RunFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    /** What bench-foundation writes is judged by targets, and has another form. */
    @Test
    void aFileOfAnotherFormIsToldWhatItLacks() throws IOException {
        Path file = directory.resolve("foundation.json");
        Files.writeString(file, "{\"machine\": {}, \"leftOut\": [], \"results\": []}");
        assertThatThrownBy(() -> RunFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not a run of benchmarks: it lacks what every run of scripts/bench has,"
                        + " machine and measurements");
    }

    @Test
    void thePageNeedsNothingElse() {
        String page = HtmlReport.of(List.of(Runs.rich()));
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("a &lt;processor&gt;", "durable: &lt;all&gt;", "append &amp; force", "THIS: for the sake")
                .doesNotContain("http:", "https:", " src=", "@import", "url(");
    }

    @Test
    void everyDrawingIsWellFormed() throws Exception {
        String page = HtmlReport.of(List.of(Runs.rich()));
        Matcher drawings = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        int count = 0;
        while (drawings.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(drawings.group())));
            assertThat(drawings.group()).doesNotContain("NaN", "Infinity");
            count++;
        }
        assertThat(count).as("ratios, sizes, latencies").isEqualTo(3);
    }

    @Test
    void linesCrossWhereTheFasterOneChanges() {
        Workload workload = Workload.of(Runs.rich().measurements()).get(0);
        assertThat(Crossing.of(workload)).singleElement().satisfies(crossing -> {
            assertThat(crossing.smaller()).isEqualTo("store");
            assertThat(crossing.larger()).isEqualTo("call");
            // At 512 B half as long, at 4 KiB four times as long: a third of the way, where 512 * 8^(1/3) is.
            assertThat(crossing.bytes()).isCloseTo(1024, within(0.1));
            assertThat(crossing.nanos()).isCloseTo(110, within(0.1));
        });
    }

    @Test
    void whatCannotBeToldApartDoesNotCross() {
        List<Measurement> noisy = Runs.of(
                        Runs.measurement("a", Role.FLOOR, 64, 10, 20, 30),
                        Runs.measurement("b", Role.FLOOR, 64, 11, 21, 31),
                        Runs.measurement("a", Role.FLOOR, 512, 11, 21, 31),
                        Runs.measurement("b", Role.FLOOR, 512, 10, 20, 30))
                .measurements();
        assertThat(Crossing.of(Workload.of(noisy).get(0))).isEmpty();
    }

    @Test
    void ratiosAreThoseOfTheRounds() {
        Workload workload = Workload.of(Runs.rich().measurements()).get(0);
        List<RatioChart.Row> rows =
                RatioChart.against(Role.FLOOR, List.of(workload)).rows();
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.other().contestant()).isEqualTo("call");
            assertThat(row.ratio().median()).isCloseTo(0.5, within(1e-9));
        });
    }

    @Test
    void whatComesAtARateHasNoThroughput() {
        String percentile = "append, 400 a second, p99.9 of a round";
        Measurement own = Runs.slow(percentile, "Tidemark log", Role.TIDEMARK);
        Measurement other = Runs.slow(percentile, "FileChannel log", Role.PEER);
        Workload paced = Workload.of(List.of(own, other)).get(0);
        assertThat(paced.isPaced()).isTrue();
        assertThat(FigureTable.of(paced).head()).contains("1 KiB");
        assertThat(RatioChart.against(Role.PEER, List.of(paced)).rows()).isEmpty();
        assertThat(HtmlReport.of(List.of(Runs.of(own, other))))
                .contains(percentile)
                .doesNotContain("<svg");

        Workload mean = Workload.of(List.of(Runs.withLatencies("Tidemark log", Role.TIDEMARK)))
                .get(0);
        assertThat(mean.isPaced()).isTrue();
        assertThat(FigureTable.of(mean).head()).contains("1 KiB, mean");
        assertThat(Workload.of(Runs.rich().measurements()).get(0).isPaced()).isFalse();
    }

    @Test
    void theSummaryHoldsTheFigures() {
        assertThat(MarkdownReport.of(List.of(Runs.rich())))
                .contains("## write path", "### append & force", "| store | **11.0 ns** ±5 % |", "left out: THIS");
    }

    @Test
    void comparingTellsRatiosAndWhatIsApart() {
        BenchmarkRun before = Runs.of(
                Runs.measurement("store", Role.FLOOR, 64, 10, 11, 12), Runs.measurement("gone", Role.FLOOR, 64, 1));
        BenchmarkRun after = Runs.of(
                Runs.measurement("store", Role.FLOOR, 64, 20, 22, 24), Runs.measurement("new", Role.FLOOR, 64, 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        RunComparison comparison = new RunComparison(before, after);
        comparison.print(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(comparison.pairs()).singleElement().satisfies(pair -> {
            assertThat(pair.ratio()).isEqualTo(0.5);
            assertThat(pair.isApart()).isTrue();
        });
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "*  0.500",
                        "only in the first run: write path: append & force, gone",
                        "second run: write path");
    }
}
