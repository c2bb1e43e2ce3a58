package io.tidemark.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void anOutlierDoesNotMoveTheMedian() {
        assertThat(new Series(3, 1, 1e9, 2, 4).median()).isEqualTo(3);
    }

    @Test
    void quantilesBetweenSamplesAreInterpolated() {
        Series series = new Series(10, 20, 30, 40);
        assertThat(series.median()).isEqualTo(25);
        assertThat(series.quantile(0)).isEqualTo(10);
        assertThat(series.quantile(1)).isEqualTo(40);
        assertThat(series.spread()).isCloseTo(15 / 25.0, within(1e-9));
    }
}
