package io.tidemark.cli;

import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Makes text from outside (paths, messages) safe to show: one line, and no command to the terminal. */
final class Escapes {
    private Escapes() {}

    /**
     * Replaces control characters by {@code \xNN}, and what would reorder or break lines, as well as halves of
     * surrogate pairs, by {@code \}{@code uNNNN}. Everything else stays.
     */
    static String escape(String text) {
        return replaceHostile(
                text, point -> String.format(Character.isISOControl(point) ? "\\x%02x" : "\\u%04x", point));
    }

    /** As {@link #escape}, but for tabs in front of all else. */
    static String escapeIndented(String line) {
        int indented = 0;
        while (indented < line.length() && line.charAt(indented) == '\t') {
            indented++;
        }
        return line.substring(0, indented) + escape(line.substring(indented));
    }

    /**
     * Makes JSON safe to show in a terminal, too: the same characters, as {@code \\}{@code uNNNN}. In JSON they only stand in
     * strings, but for the line breaks and the indentation around them.
     */
    static String escapeJson(String json) {
        return replaceHostile(json, point -> point == '\n' ? "\n" : jsonUnits(point));
    }

    private static String jsonUnits(int point) {
        return Character.toString(point)
                .chars()
                .mapToObj(unit -> String.format("\\u%04x", unit))
                .collect(Collectors.joining());
    }

    private static String replaceHostile(String text, IntFunction<String> replacement) {
        StringBuilder replaced = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point) || isInvisible(point)) {
                replaced.append(replacement.apply(point));
            } else {
                replaced.appendCodePoint(point);
            }
        });
        return replaced.toString();
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
