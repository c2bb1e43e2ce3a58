package io.tidemark.bench.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.bench.foundation.Pattern;
import io.tidemark.bench.harness.Sweep;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.bench.report.Measurement;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadPathsTest {
    private static final int FILE_BYTES = 1 << 20;
    private static final int READ_BYTES = 4096;

    @TempDir
    Path directory;

    private Capabilities place;

    @BeforeEach
    void probe() throws IOException {
        place = Capabilities.probe(directory);
        Needs.that(place.unavailabilityCause(RangeMode.DIRECT).isEmpty(), "a disk is needed to read cold");
    }

    @Test
    void everyWayRunsInEveryOrderHotAndColdAndLeavesNothingBehind() throws IOException {
        List<ReadWay> ways = Arrays.stream(ReadWay.values())
                .filter(way -> way.unavailabilityCause(place).isEmpty())
                .toList();
        List<Measurement> measurements = new ReadPaths("read path", directory, ways, Sweep.tiny()).run(percent -> {});

        assertThat(measurements)
                .hasSize(ways.size() * 2 * 2 * Sweep.tiny().sizes().size());
        assertThat(measurements)
                .extracting(Measurement::workload)
                .contains("random read, cold", "sequential read, hot");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aWayThatIsNotPossibleFailsTheRunByName() {
        ReadWay missing = Arrays.stream(ReadWay.values())
                .filter(way -> way.unavailabilityCause(place).isPresent())
                .findFirst()
                .orElse(null);
        assumeTrue(missing != null, "everything is possible here");
        assertThatThrownBy(
                        () -> new ReadPaths("read path", directory, List.of(missing), Sweep.tiny()).run(percent -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--without " + missing);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDiskLacksNoWayButShadowsAndThoseOfNewKernels() {
        List<ReadWay> missing = Arrays.stream(ReadWay.values())
                .filter(way -> way.unavailabilityCause(place).isPresent())
                .toList();
        assertThat(missing).isSubsetOf(ReadWay.SHADOWED, ReadWay.DONTCACHE);
    }

    /** A benchmark that reads nothing is fast. */
    @ParameterizedTest
    @EnumSource
    void everyWayReadsTheBytesOfTheFileInItsOrder(ReadWay way) throws IOException {
        String cause = way.unavailabilityCause(place).orElse(null);
        assumeTrue(cause == null, () -> way + ": " + cause);
        try (ReadFile file = way.create(directory, FILE_BYTES)) {
            for (Warmth warmth : Warmth.values()) {
                for (Order order : Order.values()) {
                    try (Reads reads = way.open(file, place, order, warmth, READ_BYTES)) {
                        ReadJob.Offsets offsets = reads.job.new Offsets();
                        reads.before(FILE_BYTES / READ_BYTES);
                        for (int i = 0; i < FILE_BYTES / READ_BYTES; i++) {
                            assertThat(reads.read()).isEqualTo(Pattern.at(offsets.next()));
                        }
                    }
                }
            }
        }
    }
}
