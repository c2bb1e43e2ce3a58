package io.tidemark.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityReceipt;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, as it stands there, compiled and run; outside the library's own packages, as users are. */
@Tag("no-disk")
class ReadmeExampleTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n(?<imports>(import [^\n]*\n)+)\n(?<statements>.*?)\n```", Pattern.DOTALL);
    private static final String BEGIN_LINE = "        // <example>\n";
    private static final String END_LINE = "        // </example>\n";

    @Test
    void theExampleOfALogRuns(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("example.log");
        // spotless:off
        // <example>
        try (HybridLog log = HybridLog.open(path, LogOptions.defaults())) {
            long sequence = log.append(Unpooled.copiedBuffer("paid 20 €", StandardCharsets.UTF_8)); // durable now
            log.appendAsync(Unpooled.copiedBuffer("paid 30 €", StandardCharsets.UTF_8))
                    .thenAccept(durable -> System.out.println("durable: " + durable));
            try (LogCursor cursor = log.cursor(sequence)) {                                         // verified
                while (cursor.next()) {
                    System.out.println(cursor.sequence() + " " + cursor.payload().toString(StandardCharsets.UTF_8));
                }
            }
        }
        // </example>
        // spotless:on
        assertThat(path).isNotEmptyFile();
    }

    @Test
    void theExampleOfAFileRuns(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("example.tide");
        // spotless:off
        // <example>
        try (HybridFile file = HybridFile.open(path, HybridFileOptions.defaults())) {
            ByteBuf record = Unpooled.copiedBuffer("paid 20 €", StandardCharsets.UTF_8);
            long offset = file.append(record);                  // readable at once
            DurabilityReceipt receipt = file.force();           // durable now
            System.out.println(receipt.mechanism());            // ... and by what
            file.seal(file.endOffset());                        // immutable; fills up to the next border
            ByteBuf copy = file.readAt(offset, record.readableBytes());
            System.out.println(copy.toString(StandardCharsets.UTF_8) + " " + file.ranges());
            copy.release();
        }
        // </example>
        // spotless:on
        assertThat(path).isNotEmptyFile();
    }

    @Test
    void theExamplesAreThoseInTheReadme() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/tidemark/example/ReadmeExampleTest.java"));
        String readme = Files.readString(Path.of("../README.md"));
        int count = 0;
        for (int begin = source.indexOf(BEGIN_LINE); begin >= 0; begin = source.indexOf(BEGIN_LINE, begin + 1)) {
            String example = source.substring(begin + BEGIN_LINE.length(), source.indexOf(END_LINE, begin))
                    .lines()
                    .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                    .collect(Collectors.joining("\n"))
                    .strip();
            assertThat(readme).contains("\n\n" + example + "\n```");
            count++;
        }
        assertThat(count).as("examples").isEqualTo(2);
    }

    @Test
    void theReadmesOwnImportsAreEnough(@TempDir Path directory) throws IOException {
        Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("../README.md")));
        int count = 0;
        while (examples.find()) {
            Path source = directory.resolve("Example" + count + ".java");
            Files.writeString(
                    source,
                    examples.group("imports") + "class Example" + count
                            + " { void run(java.nio.file.Path path) throws java.io.IOException { "
                            + examples.group("statements") + " } }");
            assertThat(compile(source)).as(source.toString()).isEmpty();
            count++;
        }
        assertThat(count).as("examples").isEqualTo(2);
    }

    /** What the compiler has to say. */
    private static String compile(Path source) {
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-proc:none",
                        "-classpath",
                        path,
                        "-d",
                        source.getParent().toString(),
                        source.toString());
        return said.toString(StandardCharsets.UTF_8);
    }
}
