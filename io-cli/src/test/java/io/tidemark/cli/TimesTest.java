package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Times as they are typed. */
class TimesTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Times times = new Times(Clock.fixed(NOON, BERLIN));

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T10:00:00Z, 2026-11-28T10:00:00Z",
        "2026-11-28T10:00Z, 2026-11-28T10:00:00Z",
        "2026-11-28T10:00:00+05:30, 2026-11-28T04:30:00Z",
        "2026-11-28T10:00:00-05:00[America/New_York], 2026-11-28T15:00:00Z"
    })
    void aTimeWithAnOffsetIsThatOne(String typed, Instant meant) {
        assertThat(times.convert(typed)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T10:00:00, 2026-11-28T09:00:00Z",
        "2026-07-28T10:00:00, 2026-07-28T08:00:00Z",
        "2026-11-28T10:00, 2026-11-28T09:00:00Z"
    })
    void aTimeWithoutOneIsOfTheSystemsZone(String typed, Instant meant) {
        assertThat(times.convert(typed)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"PT10M, 2026-11-28T11:50:00Z", "P2D, 2026-11-26T12:00:00Z", "PT0S, 2026-11-28T12:00:00Z"})
    void aDurationIsCountedBackFromNow(String typed, Instant meant) {
        assertThat(times.convert(typed)).isEqualTo(meant);
    }

    @Test
    void whatIsFinerThanTheTimesOfRecordsIsLeftOut() {
        assertThat(times.convert("2026-11-28T10:00:00.1239Z")).isEqualTo(Instant.parse("2026-11-28T10:00:00.123Z"));
        assertThat(times.convert("1969-12-31T23:59:59.1239Z")).isEqualTo(Instant.parse("1969-12-31T23:59:59.123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-28",
                "10:00",
                "2026-13-28T10:00:00Z",
                "2026-02-30T10:00:00Z",
                "2026-11-28 10:00:00",
                "P",
                "P1Y",
                "PT10",
                "10m",
                "1764324000",
                "PT9223372036854775807S"
            })
    void whatIsNoTimeIsRefusedByWhatOneLooksLike(String typed) {
        assertThatThrownBy(() -> times.convert(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage(
                        "'" + typed + "' is no time; write a date and time such as 2026-11-28T10:00:00Z, without the"
                                + " Z for this system's zone, or how long it has been, such as PT10M");
    }
}
