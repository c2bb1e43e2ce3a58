package io.tidemark.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes such as {@code 4096}, {@code 64K} or {@code 256MiB}; units are powers of 1024. */
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,18})([KMGT]?)(?:I?B)?");
    private static final String UNITS = "KMGT";
    private static final int UNIT_BITS = 10;

    @Override
    public Long convert(String text) {
        Matcher matcher = SYNTAX.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a size; write bytes, or a number and K, M, G or T");
        }
        long number = Long.parseLong(matcher.group(1));
        int bits = matcher.group(2).isEmpty() ? 0 : UNIT_BITS * (1 + UNITS.indexOf(matcher.group(2)));
        if (number > Long.MAX_VALUE >> bits) {
            throw new TypeConversionException("'" + text + "' is more than a file can hold");
        }
        return number << bits;
    }
}
