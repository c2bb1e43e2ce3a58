package io.tidemark.log.segment;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a directory names the file of a segment: by its number, with zeros in front, so that names sort as numbers do. */
public final class SegmentFileName {
    /** Of a number that a segment may have; no log gets so far. */
    static final String PATTERN = "([0-3]\\d{18})\\.segment";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private SegmentFileName() {}

    static String of(long segmentNumber) {
        return String.format(Locale.ROOT, "%019d.segment", segmentNumber);
    }

    /** Whether a file is named so. */
    public static boolean isNameOf(Path file) {
        return numberIn(file).isPresent();
    }

    /** The segment's number; empty if the file isn't named so. */
    static OptionalLong numberIn(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }
}
