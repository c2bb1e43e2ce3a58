package io.tidemark.bench.report;

import java.util.Locale;

/** An inline drawing in the making. Colours come from classes, so that the page's style sheet can turn them dark. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String label) {
        raw("<svg viewBox=\"0 0 " + width + " " + height + "\" role=\"img\" aria-label=\"" + escape(label) + "\">\n");
    }

    /** Escaped for text and attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    Svg raw(String markup) {
        text.append(markup);
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return raw(format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, style));
    }

    Svg rectangle(double x, double y, double width, double height, String style, String tip) {
        return raw(format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\" data-tip=\"%s\"/>\n",
                x, y, Math.max(0, width), height, style, escape(tip)));
    }

    Svg circle(double x, double y, double radius, String style, String tip) {
        return raw(format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\" data-tip=\"%s\"/>\n",
                x, y, radius, style, escape(tip)));
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    Svg label(double x, double y, String anchor, String style, String label) {
        return raw(format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n",
                x, y, anchor, style, escape(label)));
    }

    Svg path(String points, String style) {
        return raw("<polyline points=\"" + points + "\" class=\"" + style + "\"/>\n");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
