package io.tidemark.bench.suite;

import io.tidemark.bench.report.RunComparison;
import io.tidemark.bench.report.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Holds one run against another. */
@Command(
        name = "compare",
        description = "Prints what both runs measured, with the ratios.",
        mixinStandardHelpOptions = true)
final class Compare implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A.json", description = "The run that comes first.")
    private Path before;

    @Parameters(index = "1", paramLabel = "B.json", description = "The run that is held against it.")
    private Path after;

    @Override
    public Integer call() throws IOException {
        RunComparison both = new RunComparison(RunFile.read(before), RunFile.read(after));
        if (both.pairs().isEmpty()) {
            throw new IOException(before + " and " + after + " have no measurement in common");
        }
        both.print(System.out);
        return 0;
    }
}
