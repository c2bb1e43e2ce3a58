package io.tidemark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the real command in this process, and what came of it. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(String... arguments) {
        return of(Console.Colours.OFF, Console.UNLIMITED, arguments);
    }

    static CommandRun of(Console.Colours colours, int width, String... arguments) {
        return of(colours, Console.Glyphs.ASCII, width, arguments);
    }

    static CommandRun of(Console.Colours colours, Console.Glyphs glyphs, int width, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), colours, glyphs, width);
        int code = Tidemark.run(console, arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
