package io.tidemark.cli;

/** Makes text from outside (paths, messages) safe to show: one line, and no command to the terminal. */
final class Escapes {
    private Escapes() {}

    /**
     * Replaces control characters by {@code \xNN}, and what would reorder or break lines, as well as halves of
     * surrogate pairs, by {@code \}{@code uNNNN}. Everything else stays.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point)) {
                escaped.append(String.format("\\x%02x", point));
            } else if (isInvisible(point)) {
                escaped.append(String.format("\\u%04x", point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    /**
     * Makes JSON safe to show in a terminal, too: the same characters, as {@code \\}{@code uNNNN}. In JSON they only stand in
     * strings, but for the line breaks and the indentation around them.
     */
    static String escapeJson(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); ) {
            int point = json.codePointAt(i);
            int end = i + Character.charCount(point);
            if ((Character.isISOControl(point) && point != '\n') || isInvisible(point)) {
                json.substring(i, end).chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
            } else {
                escaped.appendCodePoint(point);
            }
            i = end;
        }
        return escaped.toString();
    }

    /** One word of a command line to copy; quoted only where a shell would see more in it. */
    static String shellWord(String text) {
        String shown = escape(text);
        return shown.matches("[A-Za-z0-9_./+:@%,=-]+") ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
