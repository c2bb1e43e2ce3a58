package io.tidemark.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path as a caller typed it. The library makes paths absolute, but what is printed names files as the caller does. */
record TypedPath(Path path) {
    /** In front of a name that is not the end of a longer path. */
    private static final String FRONT = "(?<![^\\s('])";

    /** Behind a name that is not the beginning of a longer one. */
    private static final String BACK = "(?=$|[/:;,)'\\s])";

    /** A text in which the file, and what lies in it, has the name that was typed. */
    String in(String text) {
        String absolute = path.toAbsolutePath().toString();
        return Pattern.compile(FRONT + Pattern.quote(absolute) + BACK)
                .matcher(text)
                .replaceAll(Matcher.quoteReplacement(path.toString()));
    }

    /** The name of the file, or of one in it. */
    String of(Path file) {
        return in(file.toString());
    }
}
