package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(Console.colours(true, Map.of())).isEqualTo(Console.Colours.ON);
        assertThat(Console.colours(true, Map.of("NO_COLOR", ""))).isEqualTo(Console.Colours.ON);
        assertThat(Console.colours(true, Map.of("NO_COLOR", "1"))).isEqualTo(Console.Colours.OFF);
        assertThat(Console.colours(true, Map.of("TERM", "dumb"))).isEqualTo(Console.Colours.OFF);
        assertThat(Console.colours(false, Map.of())).isEqualTo(Console.Colours.OFF);
    }

    @Test
    void picturesAreAsciiUnlessATerminalSpeaksUtf8() {
        assertThat(Console.glyphs(true, Map.of("LANG", "de_DE.UTF-8"))).isEqualTo(Console.Glyphs.UNICODE);
        assertThat(Console.glyphs(true, Map.of("LANG", "C", "LC_CTYPE", "C.utf8")))
                .isEqualTo(Console.Glyphs.UNICODE);
        assertThat(Console.glyphs(true, Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C")))
                .isEqualTo(Console.Glyphs.ASCII);
        assertThat(Console.glyphs(true, Map.of())).isEqualTo(Console.Glyphs.ASCII);
        assertThat(Console.glyphs(false, Map.of("LANG", "de_DE.UTF-8"))).isEqualTo(Console.Glyphs.ASCII);
    }

    @Test
    void theWidthThatTheUserStatesIsTaken() {
        assertThat(Terminal.widthColumns(Map.of("COLUMNS", "123"))).isEqualTo(123);
        assertThat(Terminal.widthColumns(Map.of("COLUMNS", "1"))).isEqualTo(40);
        assertThat(Terminal.widthColumns(Map.of("COLUMNS", "wide"))).isPositive();
    }

    @Test
    void outputThatDoesNotArriveIsAFailure() {
        StringWriter err = new StringWriter();

        int code = Tidemark.run(console(full(), err), DataStreams.system(), "--version");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("tidemark: standard output: no space left" + System.lineSeparator());
    }

    @Test
    void aReaderThatHasGoneIsNoFailureOfAnyCommand(@TempDir Path directory) {
        Path log = directory.resolve("log");
        LogRuns.append(log, "record\n");

        for (String command : List.of("stat", "ranges", "verify", "probe")) {
            StringWriter err = new StringWriter();
            Console toNobody = console(gone(), err);

            int code = Tidemark.run(toNobody, DataStreams.system(), command, log.toString());

            assertThat(err.toString()).as(command).isEmpty();
            assertThat(code).as(command).isZero();
        }
    }

    @Test
    void whatACommandFoundIsItsExitCodeAlsoWhenNobodyReadsIt(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("log");
        LogRuns.append(log, "1\n2\n", "--durable", "each");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(160 + 32); // The payload of the first record.
            file.write('x');
        }

        int code = Tidemark.run(console(gone(), new StringWriter()), DataStreams.system(), "verify", log.toString());

        assertThat(code).isEqualTo(1);
    }

    @Test
    void thatAReportIsLostIsNoDamage(@TempDir Path directory) {
        Path log = directory.resolve("log");
        LogRuns.append(log, "1\n");

        int code = Tidemark.run(console(full(), new StringWriter()), DataStreams.system(), "verify", log.toString());

        assertThat(code).isEqualTo(3);
    }

    @Test
    void whereAcknowledgementsDoNotArriveItIsSaidHowFarAllIsDurable(@TempDir Path directory) {
        Map<String, Writer> outputs = Map.of("no space left", full(), "nobody reads it any more", gone());
        outputs.forEach((reason, output) -> {
            StringWriter err = new StringWriter();

            int code = appendOne(directory.resolve(reason), output, err, "--acks");

            assertThat(code).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("tidemark: standard output: " + reason
                            + "; 1 record appended before is durable, sequence 0" + System.lineSeparator());
        });
    }

    @Test
    void aReportOfAnAppendThatDoesNotArriveComesWithHowFarAllIsDurable(@TempDir Path directory) {
        StringWriter err = new StringWriter();

        int code = appendOne(directory.resolve("log"), full(), err);

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("tidemark: standard output: no space left; 1 record appended before is durable, sequence 0"
                        + System.lineSeparator());
    }

    @Test
    void whoDoesNotWaitForTheReportOfAnAppendMayGo(@TempDir Path directory) {
        StringWriter err = new StringWriter();

        int code = appendOne(directory.resolve("log"), gone(), err);

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
    }

    private static int appendOne(Path log, Writer output, StringWriter err, String... options) {
        InputStream one = new ByteArrayInputStream("record\n".getBytes(StandardCharsets.US_ASCII));
        DataStreams streams = new DataStreams(Channels.newChannel(one), OutputStream.nullOutputStream());
        String[] arguments = Stream.concat(
                        Stream.of("append", "--segment-bytes", "1M", log.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Tidemark.run(console(output, err), streams, arguments);
    }

    private static Console console(Writer out, StringWriter err) {
        return new Console(out, new PrintWriter(err), Console.Colours.OFF, Console.UNLIMITED);
    }

    private static Writer full() {
        return failing(() -> new FileSystemException("standard output", null, "no space left"));
    }

    private static Writer gone() {
        return failing(() -> new ClosedOutputException(new IOException("broken pipe")));
    }

    private static Writer failing(Supplier<IOException> failure) {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw failure.get();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void linesBreakAtSpacesAndLongWordsStayWhole() {
        assertThat(Table.wrap("one two three", 7)).containsExactly("one two", "three");
        assertThat(Table.wrap("a/very/long/path b", 5)).containsExactly("a/very/long/path", "b");
        assertThat(Table.wrap("took 1.5 ms here", 8)).containsExactly("took", "1.5 ms", "here");
        assertThat(Table.wrap("of it (1,024 pages) and no more", 12))
                .containsExactly("of it", "(1,024 pages)", "and no more");
        assertThat(Table.wrap("run2 of all, 3. then", 7)).containsExactly("run2 of", "all, 3.", "then");
        assertThat(Table.wrap("", 5)).containsExactly("");
    }

    @Test
    void escapesLeaveOrdinaryTextAlone() {
        assertThat(Escapes.escape("Gezeiten-Übersicht \uD83C\uDF0A")).isEqualTo("Gezeiten-Übersicht \uD83C\uDF0A");
        assertThat(Escapes.escape("\t\u007f\u009b\u2028\uD83C")).isEqualTo("\\x09\\x7f\\x9b\\u2028\\ud83c");
    }

    @Test
    void pathsToCopyAreQuotedWhereAShellNeedsIt() {
        assertThat(Escapes.shellWord("/tmp/a-b/c.tidemark")).isEqualTo("/tmp/a-b/c.tidemark");
        assertThat(Escapes.shellWord("/tmp/it's here")).isEqualTo("'/tmp/it'\\''s here'");
    }

    @Test
    void aMutedConsoleSaysOnlyItsLastLine() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console =
                new Console(new PrintWriter(out), new PrintWriter(err), Console.Colours.OFF, Console.UNLIMITED);

        console.mute();
        console.line("report");
        console.errorLine("failure");
        console.lastErrorLine("interrupted; removed");

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo("tidemark: interrupted; removed\n");
    }

    @Test
    void anErrorSaysWhatAndWhere() {
        assertThat(ErrorHandler.describe(new FileSystemException("/file"))).isEqualTo("/file: FileSystemException");
        assertThat(ErrorHandler.describe(new FileSystemException("/file", null, "it broke")))
                .isEqualTo("/file: it broke");
        assertThat(ErrorHandler.describe(new IllegalStateException("no"))).isEqualTo("IllegalStateException: no");
        assertThat(ErrorHandler.describe(new OutOfMemoryError())).isEqualTo("OutOfMemoryError");
    }
}
