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

    /** A text in which the file, what lies in it, and what it lies in have the names that were typed. */
    String in(String text) {
        String named = text;
        for (Path part = path; part != null; part = part.getParent()) {
            named = Pattern.compile(FRONT + Pattern.quote(part.toAbsolutePath().toString()) + BACK)
                    .matcher(named)
                    .replaceAll(Matcher.quoteReplacement(part.toString()));
        }
        return named;
    }

    /** The name of the file, or of one in it. */
    String of(Path file) {
        return in(file.toString());
    }
}
