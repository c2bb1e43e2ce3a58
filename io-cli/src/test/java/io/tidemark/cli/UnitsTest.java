package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.map.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class UnitsTest {
    private final ByteSize sizes = new ByteSize();

    @Test
    void sizesAreReadWithPowersOf1024() {
        assertThat(sizes.convert("1")).isEqualTo(1);
        assertThat(sizes.convert("64k")).isEqualTo(65_536);
        assertThat(sizes.convert("3M")).isEqualTo(3L << 20);
        assertThat(sizes.convert("2GiB")).isEqualTo(2L << 30);
        assertThat(sizes.convert("1tb")).isEqualTo(1L << 40);
        assertThat(sizes.convert("512B")).isEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5M", "M", "1Q", "10 M", "9999999999T", "1234567890123456789"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> sizes.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is ");
    }

    @Test
    void numbersAreShownInTheUnitThatSuitsThem() {
        assertThat(Units.bytes(640)).isEqualTo("640 B");
        assertThat(Units.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Units.bytes(64 << 20)).isEqualTo("64 MiB");
        assertThat(Units.bytes(5L << 29)).isEqualTo("2.5 GiB");
        assertThat(Units.nanos(999)).isEqualTo("999 ns");
        assertThat(Units.nanos(1500)).isEqualTo("1.5 us");
        assertThat(Units.nanos(2_500_000)).isEqualTo("2.5 ms");
        assertThat(Units.nanos(61_000_000_000L)).isEqualTo("61.0 s");
    }

    @Test
    void oneIsNoPlural() {
        assertThat(Units.counted(0, "page")).isEqualTo("0 pages");
        assertThat(Units.counted(1, "page")).isEqualTo("1 page");
        assertThat(Units.counted(1234, "page")).isEqualTo("1,234 pages");
    }

    @Test
    void slowRatesAreNotZero() {
        assertThat(Units.rate(3 << 20, 2_000_000_000)).isEqualTo("1.5 MiB/s");
        assertThat(Units.rate(2000, 1_000_000_000)).isEqualTo("2.0 KiB/s");
        assertThat(Units.rate(1, 100_000_000)).isEqualTo("10 B/s");
    }

    @Test
    void nearlyAllIsNotAllAndNearlyNothingNotNothing() {
        assertThat(Units.percent(new Pages(0, 0))).isEqualTo("0 %");
        assertThat(Units.percent(new Pages(0, 10))).isEqualTo("0 %");
        assertThat(Units.percent(new Pages(1, 100_000))).isEqualTo("0.1 %");
        assertThat(Units.percent(new Pages(99_999, 100_000))).isEqualTo("99.9 %");
        assertThat(Units.percent(new Pages(10, 10))).isEqualTo("100 %");
        assertThat(Units.percent(new Pages(1, 3))).isEqualTo("33.3 %");
    }
}
