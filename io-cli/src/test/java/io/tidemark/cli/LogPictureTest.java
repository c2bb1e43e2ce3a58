package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code stat} and {@code ranges} draw of a log. */
class LogPictureTest extends LogFixture {
    /** The rows of cells, without their labels. */
    private static String cells(CommandRun run) {
        return run.out()
                .lines()
                .filter(line -> line.matches("[0-9.]+ (B|[KMG]iB) +[CMBTF]+"))
                .map(line -> line.replaceAll(".* ", ""))
                .reduce("", String::concat);
    }

    @Test
    void thePictureShowsWhatIsSealedAndWhatIsTheTail() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        for (String command : List.of("stat", "ranges")) {
            CommandRun run = run(command);

            assertThat(cells(run)).as(command).matches("[CM]{80,}T{20,}F*");
            assertThat(run.out())
                    .contains("A cell is ", "In the page cache: ", "T tail")
                    .matches("\\A\\p{ASCII}+\\z");
        }
    }

    @Test
    void thePictureOfASingleFileShowsFreeSlots() {
        byte[] lines = LogRuns.lines(20_000, 100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        CommandRun.with(lines, "append", log.toString(), "--segment-bytes", "1M");
        assertThat(cells(run("stat"))).matches("[CM]{80,}T{20,}F*");

        assertThat(run("discard", "--before", "15000").code()).isZero();

        assertThat(cells(run("stat"))).matches("F{40,}[CM]{40,}T{20,}F*");
        assertThat(cells(run("ranges"))).as("the first slot is free").matches("F{40,}[CM]{40,}T{20,}F*");
        assertThat(run("stat").out()).contains("F free");
    }
}
