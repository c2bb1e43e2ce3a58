package io.tidemark.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sequences that a caller names, and that are named to one. */
final class Sequences implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            long sequence = Long.parseLong(text);
            if (sequence >= 0) {
                return sequence;
            }
        } catch (NumberFormatException ignored) {
            // Said below.
        }
        throw new TypeConversionException("'" + text + "' is not a sequence; write a whole number, 0 or more");
    }

    /** Such as {@code sequences 3 to 7}; of one {@code sequence 3}. */
    static String range(long first, long last) {
        return first == last ? "sequence " + first : "sequences " + first + " to " + last;
    }
}
