package io.tidemark.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a date and time by ISO 8601, or how long it has been. Times have the milliseconds that records have.
 *
 * @param clock tells what now is, and where a time belongs that has no offset
 */
record Times(Clock clock) implements ITypeConverter<Instant> {
    /** Of the system, as it is now: what is said of one run is said of one moment. */
    static Times ofNow() {
        return new Times(Clock.fixed(Instant.now(), ZoneId.systemDefault()));
    }

    @Override
    public Instant convert(String text) {
        try {
            return time(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no time; write a date and time such as"
                            + " 2026-11-28T10:00:00Z, without the Z for this system's zone, or how long it has been, such as PT10M");
        }
    }

    private Instant time(String text) {
        if (text.startsWith("P")) {
            return clock.instant().minus(Duration.parse(text));
        }
        TemporalAccessor parsed =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
        return parsed instanceof LocalDateTime local
                ? local.atZone(clock.getZone()).toInstant()
                : Instant.from(parsed);
    }
}
