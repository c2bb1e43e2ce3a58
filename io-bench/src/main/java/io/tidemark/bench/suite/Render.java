package io.tidemark.bench.suite;

import io.tidemark.bench.report.BenchmarkRun;
import io.tidemark.bench.report.HtmlReport;
import io.tidemark.bench.report.MarkdownReport;
import io.tidemark.bench.report.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes reports of runs that were kept. */
@Command(
        name = "report",
        description = "Draws runs as one page, or tells them in Markdown.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class Render implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN.json", description = "Runs that were kept.")
    private List<Path> files;

    @Option(names = "--html", paramLabel = "FILE", description = "Where the page goes.")
    private Path html;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Where the summary goes.")
    private Path markdown;

    @Override
    public Integer call() throws IOException {
        List<BenchmarkRun> runs = new ArrayList<>();
        for (Path file : files) {
            runs.add(RunFile.read(file));
        }
        if (html != null) {
            Files.writeString(html, HtmlReport.of(runs));
        }
        if (markdown != null) {
            Files.writeString(markdown, MarkdownReport.of(runs));
        }
        return 0;
    }
}
