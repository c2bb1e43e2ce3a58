package io.tidemark.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * One run of the real command in this process, and what came of it.
 *
 * @param output the bytes of standard output
 */
record CommandRun(int code, ByteArrayOutputStream output, String err) {
    static CommandRun of(String... arguments) {
        return of(Console.Colours.OFF, Console.UNLIMITED, arguments);
    }

    static CommandRun of(Console.Colours colours, int width, String... arguments) {
        return of(colours, Console.Glyphs.ASCII, width, arguments);
    }

    static CommandRun of(Console.Colours colours, Console.Glyphs glyphs, int width, String... arguments) {
        return of(Channels.newChannel(new ByteArrayInputStream(new byte[0])), colours, glyphs, width, arguments);
    }

    /** With standard input. */
    static CommandRun with(ReadableByteChannel input, String... arguments) {
        return of(input, Console.Colours.OFF, Console.Glyphs.ASCII, Console.UNLIMITED, arguments);
    }

    /** With something on standard input. */
    static CommandRun with(byte[] input, String... arguments) {
        return with(Channels.newChannel(new ByteArrayInputStream(input)), arguments);
    }

    private static CommandRun of(
            ReadableByteChannel input, Console.Colours colours, Console.Glyphs glyphs, int width, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        Console console = new Console(text, new PrintWriter(err), colours, glyphs, width);
        DataStreams streams = new DataStreams(input, out);
        int code = Tidemark.run(console, streams, arguments);
        return new CommandRun(code, out, err.toString());
    }

    /** Standard output as text. */
    String out() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
