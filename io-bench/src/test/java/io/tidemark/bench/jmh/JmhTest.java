package io.tidemark.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Needs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every JMH benchmark once, in this process. */
class JmhTest {
    private static final int WRITE_PATHS = 18 * 3;
    private static final int READ_PATHS = 9 * 2 * 2;
    private static final int FILE = 8;
    private static final int LOG = 11 * 2 + 3 * 2;
    private static final int BENCHMARKS =
            3 * 3 + 2 * 2 * 2 + 2 + 2 + 3 * 2 + 4 * 2 + WRITE_PATHS + READ_PATHS + FILE + LOG + 3;

    @TempDir
    Path directory;

    @BeforeEach
    void setDirectories() {
        System.setProperty("tidemark.bench.dir", directory.toString());
        System.setProperty("tidemark.bench.memory-dir", directory.toString());
        // Nobody measures here, so it doesn't matter whether somebody else on the machine does.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @AfterEach
    void clearDirectories() {
        System.clearProperty("tidemark.bench.dir");
        System.clearProperty("tidemark.bench.memory-dir");
        System.clearProperty("jmh.ignoreLock");
    }

    @Test
    void everyBenchmarkRuns() throws Exception {
        Needs.that(
                Capabilities.probe(directory)
                        .unavailabilityCause(RangeMode.DIRECT)
                        .isEmpty(),
                "no DIRECT tail here");
        Collection<RunResult> results = run();
        assertThat(results)
                .hasSize(BENCHMARKS)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
        assertThat(directory).isEmptyDirectory();
    }

    /** JMH's exception names neither the benchmark nor what it met; its stack trace does. */
    private static Collection<RunResult> run() {
        try {
            return runner().run();
        } catch (RunnerException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            throw new AssertionError(trace.toString(), e);
        }
    }

    private static Runner runner() {
        return new Runner(new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .param("mebibytes", "1")
                .param("ranges", "100")
                .param("bytes", "512")
                .param("recordBytes", "128")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build());
    }
}
