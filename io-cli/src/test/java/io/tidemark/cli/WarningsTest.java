package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tidemark.cli.demo.OwnCommand;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library warns of, as the command shows it. */
class WarningsTest {
    /** As the launcher asks for it. */
    private static final String FORMAT = "tidemark: %5$s%n";

    /** One that shows no more than it has to. */
    private static String format(LogRecord warning) {
        return new Warnings(new Formatter() {
                    @Override
                    public String format(LogRecord shown) {
                        StringWriter text = new StringWriter();
                        text.write(formatMessage(shown) + "\n");
                        if (shown.getThrown() != null) {
                            shown.getThrown().printStackTrace(new PrintWriter(text));
                        }
                        return text.toString();
                    }
                })
                .format(warning);
    }

    @Test
    void aWarningIsOneLineThatCommandsNothingToATerminal() {
        LogRecord warning = new LogRecord(Level.WARNING, "a\u001b[31m\nb: {0} is left");
        warning.setParameters(new Object[] {"{1}\u202e"});

        assertThat(format(warning)).isEqualTo("a\\x1b[31m\\x0ab: {1}\\u202e is left\n");
    }

    @Test
    void whereAWarningComesFromCommandsNothingEither() {
        LogRecord warning = new LogRecord(Level.WARNING, "a");
        warning.setThrown(new IllegalStateException("\u001b[31m"));

        assertThat(format(warning)).startsWith("a\njava.lang.IllegalStateException: \\x1b[31m\n\tat ");
    }

    @Test
    void theCommandShowsWarningsOfTheLibraryLikeThat(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("a\u001b[31m\nb");
        try (HybridFile written =
                HybridFile.open(file, HybridFileOptions.builder().build())) {
            written.append(Unpooled.wrappedBuffer(new byte[10]));
            written.force();
        }
        try (RandomAccessFile header = new RandomAccessFile(file.toFile(), "rw")) {
            header.seek(4108); // In the second one of its copies.
            header.write("damage".getBytes(StandardCharsets.US_ASCII));
        }
        Path errors = directory.resolve("errors");

        List<String> line = new ArrayList<>(OwnCommand.line(Tidemark.class, List.of("ranges", file.toString())));
        line.add(1, "-Djava.util.logging.SimpleFormatter.format=" + FORMAT);

        Process ranges = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();

        assertThat(ranges.waitFor()).isZero();
        assertThat(Files.readString(errors))
                .startsWith("tidemark: " + directory + "/a\\x1b[31m\\x0ab: one of the two copies ")
                .hasLineCount(1);
    }
}
