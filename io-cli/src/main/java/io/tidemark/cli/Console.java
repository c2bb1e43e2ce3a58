package io.tidemark.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where a command writes to, and what that place can show. Not safe for several threads, but for muting. */
final class Console {
    /** Whether text is coloured. */
    enum Colours {
        ON,
        OFF
    }

    /** Which characters pictures are made of. */
    enum Glyphs {
        UNICODE,
        ASCII
    }

    /** No terminal: lines are as long as they are. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final WatchedWriter watched;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Colours colours;
    private final Glyphs glyphs;
    private final int widthColumns;
    private volatile boolean isMuted;
    private boolean isReaderRequired;
    private String lossAddition = "";

    /** Draws in ASCII. */
    Console(Writer out, PrintWriter err, Colours colours, int widthColumns) {
        this(out, err, colours, Glyphs.ASCII, widthColumns);
    }

    Console(Writer out, PrintWriter err, Colours colours, Glyphs glyphs, int widthColumns) {
        this.watched = new WatchedWriter(out);
        this.out = new PrintWriter(watched);
        this.err = err;
        this.colours = colours;
        this.glyphs = glyphs;
        this.widthColumns = widthColumns;
    }

    /** Of this process. */
    static Console system() {
        Map<String, String> environment = System.getenv();
        boolean isTerminal = Terminal.isTerminal(Terminal.STANDARD_OUTPUT);
        // The launcher says so where the locale is not the user's, but one in which the JVM knows all paths.
        boolean isAsciiWanted = System.getProperty("tidemark.glyphs", "").equals("ascii");
        return new Console(
                writer(new StandardOutput()),
                new PrintWriter(writer(new FileOutputStream(FileDescriptor.err))),
                colours(isTerminal, environment),
                glyphs(isTerminal && !isAsciiWanted, environment),
                isTerminal ? Terminal.widthColumns(environment) : UNLIMITED);
    }

    /** UTF-8 whatever the locale, because JSON is; not by way of a PrintStream, which swallows errors. */
    private static Writer writer(OutputStream stream) {
        return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /** Colours only where a person looks, and nobody asked for none (no-color.org). */
    static Colours colours(boolean isTerminal, Map<String, String> environment) {
        boolean isRefused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return isTerminal && !isRefused ? Colours.ON : Colours.OFF;
    }

    /** More than ASCII only where a person looks whose terminal shows it (the locale's precedence is that of libc). */
    static Glyphs glyphs(boolean isTerminal, Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
        boolean isUnicode = locale.contains("utf-8") || locale.contains("utf8");
        return isTerminal && isUnicode ? Glyphs.UNICODE : Glyphs.ASCII;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    boolean hasColours() {
        return colours == Colours.ON;
    }

    boolean hasUnicode() {
        return glyphs == Glyphs.UNICODE;
    }

    /** Whether a person looks at standard output. */
    boolean isTerminal() {
        return widthColumns != UNLIMITED;
    }

    /** Columns of a line; {@link #UNLIMITED} where nothing breaks it. */
    int widthColumns() {
        return widthColumns;
    }

    /** Prints one line for people or programs; it is escaped by whoever puts foreign text into it. */
    void line(String text) {
        if (!isMuted) {
            out.println(text);
        }
    }

    /** Prints one line to standard error, escaped, with the command's name in front. */
    void errorLine(String text) {
        if (!isMuted) {
            out.flush();
            lastErrorLine(text);
        }
    }

    /** Nothing more is printed, but for {@link #lastErrorLine}. */
    void mute() {
        isMuted = true;
    }

    /** As {@link #errorLine}, also where muted. */
    void lastErrorLine(String text) {
        err.println("tidemark: " + Escapes.escape(text));
        err.flush();
    }

    /** Output is what the command is run for: {@link #isIntact} also minds a reader who goes away. */
    void requireReader() {
        isReaderRequired = true;
    }

    /** Where output is lost {@link #isIntact} adds this to what it says. */
    void ifOutputIsLost(String addition) {
        lossAddition = addition;
    }

    /**
     * Whether all output that somebody wants has arrived; says so on standard error where it has not, as on a full disk. A
     * reader who goes away has seen enough, unless one is required.
     */
    boolean isIntact() {
        err.flush();
        out.flush();
        IOException failure = watched.failure();
        if (failure == null || (failure instanceof ClosedOutputException && !isReaderRequired)) {
            return true;
        }
        errorLine(ErrorHandler.describe(failure) + lossAddition);
        return false;
    }
}
