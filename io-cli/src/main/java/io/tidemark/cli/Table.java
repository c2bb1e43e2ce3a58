package io.tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Columns of text for people; the last one is wrapped at the console's width, the others are as wide as needed. */
final class Table {
    private static final String GAP = "  ";
    /** A last column narrower than this is not worth breaking for. */
    private static final int NARROWEST_COLUMNS = 20;

    private static final Pattern BREAKS = Pattern.compile("(?<!(^|[ (])[0-9][0-9.,]{0,30}+(?<=[0-9])) ");

    /** How a cell looks. */
    enum Style {
        PLAIN(""),
        HEAD("\u001b[1m"),
        GOOD("\u001b[32m"),
        BAD("\u001b[33m"),
        BLUE("\u001b[34m"),
        CYAN("\u001b[36m"),
        MAGENTA("\u001b[35m");

        private final String start;

        Style(String start) {
            this.start = start;
        }

        /** The text as the console shows it. */
        String apply(Console console, String text) {
            return this == PLAIN || !console.hasColours() ? text : start + text + "\u001b[0m";
        }
    }

    /** One cell; its text is escaped when printed. */
    record Cell(String text, Style style) {
        static Cell plain(String text) {
            return new Cell(text, Style.PLAIN);
        }

        static Cell head(String text) {
            return new Cell(text, Style.HEAD);
        }
    }

    private final List<List<Cell>> rows = new ArrayList<>();

    /** Adds a row; all rows have the same number of cells. */
    Table row(Cell... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> new Cell(Escapes.escape(cell.text()), cell.style()))
                .toList());
        return this;
    }

    void print(Console console) {
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<Cell> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        int indent = 0;
        for (int width : widths) {
            indent += width + GAP.length();
        }
        int room = Math.max(NARROWEST_COLUMNS, console.widthColumns() - indent);
        for (List<Cell> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++) {
                line.append(styled(console, row.get(i)))
                        .append(" ".repeat(widths[i] - row.get(i).text().length()))
                        .append(GAP);
            }
            Cell text = row.get(last);
            for (String part : wrap(text.text(), room)) {
                console.line(line + styled(console, new Cell(part, text.style())));
                line.setLength(0);
                line.append(" ".repeat(indent));
            }
        }
    }

    private static String styled(Console console, Cell cell) {
        return cell.style().apply(console, cell.text());
    }

    /**
     * Breaks at spaces, but not between a number and what it counts, which is its unit or a noun; a word that is
     * longer than a line stays whole, so that it can be copied.
     */
    static List<String> wrap(String text, int widthColumns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : BREAKS.split(text, -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > widthColumns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
