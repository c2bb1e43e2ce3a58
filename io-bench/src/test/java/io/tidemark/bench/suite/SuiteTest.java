package io.tidemark.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.foundation.Subject;
import io.tidemark.bench.foundation.Work;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SuiteTest {
    @TempDir
    Path directory;

    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new Suite()).setErr(new PrintWriter(errors)).execute(arguments);
    }

    @Test
    void aMisspeltNameIsRefused() {
        String json = directory.resolve("run.json").toString();
        assertThat(run("--json", json, "--only", "WRITE_PATHS")).isEqualTo(2);
        assertThat(errors.toString()).contains("'WRITE_PATHS' is none of ");
        assertThat(run("--json", json, "--without", "SLOW")).isEqualTo(2);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void figuresNeedAPlaceToGo() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("--json");
    }

    @Test
    void noTwoWorksShareAPlaceInAChart() {
        List<Subject> subjects = Arrays.stream(Work.values()).map(Subject::of).toList();
        assertThat(subjects).doesNotHaveDuplicates();
    }

    @Test
    void waysAreKnownByName() {
        assertThat(Ways.names()).contains("PWRITE", "SYNC_WARM", "DONTCACHE", "BLOCK_CACHED");
    }
}
