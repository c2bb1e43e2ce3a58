package io.tidemark.bench.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.foundation.Work.Setting;
import io.tidemark.bench.foundation.Work.Volume;
import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.Pace;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkTest {
    @TempDir
    Path directory;

    /** Those on persistent memory need one, and run nowhere but in a benchmark. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "DAX_.*")
    void everyWorkRunsTinyAndLeavesNothingBehind(Work work) throws IOException {
        Places.needDirect(directory);
        MatchResult result =
                work.run(new Setting(directory, directory, null, null, Volume.tiny(), Pace.tiny()), percent -> {});
        assertThat(result.entries()).hasSizeGreaterThan(1).allSatisfy(entry -> {
            assertThat(entry.nanos()).isPositive();
            assertThat(entry.samples()).hasSize(1);
        });
        assertThat(directory).isEmptyDirectory();
    }

    /** What the directory of a test can do. */
    static final class Places {
        private Places() {}

        static void needDirect(Path directory) throws IOException {
            Optional<String> cause = Capabilities.probe(directory).unavailabilityCause(RangeMode.DIRECT);
            Needs.that(cause.isEmpty(), "no DIRECT tail here: " + cause.orElse(""));
        }
    }
}
