package io.tidemark.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.DurabilityReceipt;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, as it stands there, compiled and run; outside the library's own packages, as users are. */
class ReadmeExampleTest {
    private static final String BEGIN = "// <example>";
    private static final String END = "// </example>";

    @Test
    void theExampleRuns(@TempDir Path directory) throws IOException {
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
    void theExampleIsTheOneInTheReadme() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/tidemark/example/ReadmeExampleTest.java"));
        String body = source.substring(
                source.indexOf(BEGIN, source.indexOf("spotless:off")) + BEGIN.length(),
                source.indexOf(END, source.indexOf("spotless:off")));
        String example = body.lines()
                .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                .collect(Collectors.joining("\n"))
                .strip();
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "\n```");
    }
}
