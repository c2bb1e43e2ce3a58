package io.tidemark.bench.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.MatchResult.Entry;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectTest {
    private static Entry entry(String name, double nanos) {
        return new Entry(name, 1, nanos, 0, 0, 0, -1, List.of(nanos));
    }

    @Test
    void aLandmarkIsNoFloorHoweverFast() {
        MatchResult result = new MatchResult(
                "work",
                List.of(entry("bare", 100), entry("shared", 10), entry("own", 20)),
                List.of("shared"),
                "bare",
                5,
                List.of(5.0, 5.0),
                List.of());
        assertThat(Subject.of(Work.LOG_APPEND_GROUPED).measurements(result))
                .extracting(Measurement::role)
                .containsExactly(Role.FLOOR, Role.LANDMARK, Role.TIDEMARK);
    }
}
