package io.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FileStatistics;
import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Zeros ahead of the tail are writes too, but only where they are written. */
class AmplificationTest {
    private static final FileStatistics STATISTICS = new FileStatistics(1000, 1100, 2000, 1, 1, 1, 0);

    private static Capabilities place(Feature... features) {
        Map<Feature, Capability> answers = Arrays.stream(Feature.values())
                .map(feature -> new Capability(
                        feature,
                        List.of(features).contains(feature) ? Answer.AVAILABLE : Answer.UNAVAILABLE,
                        "set by the test"))
                .collect(Collectors.toMap(Capability::feature, Function.identity()));
        return new Capabilities("/place", "ext4", "0:0", 512, 4096, "unknown", answers, Optional.empty());
    }

    @Test
    void onADiskTheZerosCount() {
        Amplification disk = Amplification.of(STATISTICS, place(Feature.DIRECT_IO, Feature.PERSISTENT_MEDIUM));

        assertThat(disk.tail()).isEqualTo(1.1);
        assertThat(disk.withZeros()).hasValue(3.1);
    }

    @Test
    void spaceThatIsOnlyAllocatedDoesNot() {
        assertThat(Amplification.of(STATISTICS, place(Feature.PERSISTENT_MEDIUM))
                        .withZeros())
                .isEmpty();
        assertThat(Amplification.of(STATISTICS, place(Feature.DIRECT_IO)).withZeros())
                .isEmpty();
    }
}
