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
