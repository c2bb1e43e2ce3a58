package io.tidemark.cli;

import io.tidemark.cli.Table.Style;
import io.tidemark.cli.map.Pages;
import io.tidemark.cli.map.Part;
import io.tidemark.cli.map.Picture;
import io.tidemark.cli.map.Slice;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws a file or a log as rows of cells, each with two lines: what the cells are, and how much of them the cache holds. */
final class RangePicture {
    /** A picture of more is no help. */
    static final int MOST_SLICES = 256;

    /** Rows begin at round offsets where they have a power of two of cells. */
    private static final int MOST_CELLS = 64;

    private static final int FEWEST_CELLS = 16;
    private static final String NOTHING_TOLD = "?";
    private static final List<String> UNICODE_SHADES = List.of("\u00b7", "\u2591", "\u2592", "\u2593", "\u2588");
    private static final List<String> ASCII_SHADES = List.of(".", "-", "+", "*", "#");

    private final Console console;
    private final Picture picture;
    private final List<String> shades;

    RangePicture(Console console, Picture picture) {
        this.console = console;
        this.picture = picture;
        this.shades = console.hasUnicode() ? UNICODE_SHADES : ASCII_SHADES;
    }

    void print() {
        List<Slice> slices = picture.slices();
        int labelColumns = labelColumns();
        int cells = MOST_CELLS;
        while (cells > FEWEST_CELLS && labelColumns + cells > console.widthColumns()) {
            cells /= 2;
        }
        for (int from = 0; from < slices.size(); from += cells) {
            List<Slice> row = slices.subList(from, Math.min(slices.size(), from + cells));
            console.line(pad(label(from * picture.sliceBytes()), labelColumns) + modes(row));
            console.line(pad("", labelColumns) + shades(row));
        }
        console.line("");
        console.line(legend());
    }

    /** Room for the longest label that a row may have, and two blanks. */
    private int labelColumns() {
        int longest = 0;
        for (int slice = 0; slice < picture.slices().size(); slice += FEWEST_CELLS) {
            longest = Math.max(longest, label(slice * picture.sliceBytes()).length());
        }
        return longest + 2;
    }

    private static String label(long offset) {
        return Units.bytes(offset);
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    private String modes(List<Slice> row) {
        return styled(row, slice -> String.valueOf(slice.part().letter()));
    }

    private String shades(List<Slice> row) {
        return styled(row, slice -> shade(slice.pages()));
    }

    /** Neighbours that look the same are styled together, because a terminal is slow with escapes. */
    private String styled(List<Slice> row, Function<Slice, String> cell) {
        StringBuilder line = new StringBuilder();
        for (int from = 0; from < row.size(); ) {
            Part part = row.get(from).part();
            StringBuilder run = new StringBuilder();
            int to = from;
            while (to < row.size() && row.get(to).part() == part) {
                run.append(cell.apply(row.get(to)));
                to++;
            }
            line.append(style(part).apply(console, run.toString()));
            from = to;
        }
        return line.toString();
    }

    /** The darkest and the lightest shade mean all and nothing; what is between them is shared evenly. */
    private String shade(Pages pages) {
        if (!pages.isKnown()) {
            return NOTHING_TOLD;
        }
        int darkest = shades.size() - 1;
        if (pages.resident() == 0) {
            return shades.get(0);
        }
        return pages.resident() >= pages.total()
                ? shades.get(darkest)
                : shades.get(1 + (int) (pages.share() * (darkest - 1)));
    }

    private String legend() {
        Set<Part> shown = EnumSet.noneOf(Part.class);
        picture.slices().forEach(slice -> shown.add(slice.part()));
        String parts = shown.stream()
                .map(part -> style(part).apply(console, String.valueOf(part.letter())) + " " + part.title())
                .collect(Collectors.joining("  "));
        boolean isTold =
                picture.slices().stream().allMatch(slice -> slice.pages().isKnown());
        return "A cell is " + Units.bytes(picture.sliceBytes()) + ".  " + parts + "\nIn the page cache: "
                + shades.get(0)
                + " nothing  " + String.join(" ", shades.subList(1, shades.size() - 1)) + " some  "
                + shades.get(shades.size() - 1) + " all"
                + (isTold ? "" : "  " + NOTHING_TOLD + " the kernel tells only those who may write the file");
    }

    private static Style style(Part part) {
        return switch (part) {
            case HEADER -> Style.BLUE;
            case CACHED -> Style.GOOD;
            case MAPPED, BLOCKS -> Style.CYAN;
            case OPEN -> Style.MAGENTA;
            case DISCARDED, FREE -> Style.PLAIN;
            case TAIL -> Style.BAD;
        };
    }
}
