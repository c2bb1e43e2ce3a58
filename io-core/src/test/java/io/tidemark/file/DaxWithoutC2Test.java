package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.ModeUnavailableException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A JVM without its C2 compiler: JDK 25 would die in the force of a MAP_SYNC mapping, so the mode is refused. */
@Tag("dax")
@Tag("one-dax")
class DaxWithoutC2Test {
    /** Opens a file with a required and one with a preferred mapping, appends and forces. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            report(Path.of(arguments[0]), ModeChoice.require(RangeMode.DAX_MAPPED));
            report(Path.of(arguments[1]), ModeChoice.prefer(RangeMode.DAX_MAPPED));
        }

        private static void report(Path path, ModeChoice choice) throws IOException {
            HybridFileOptions options = HybridFileOptions.builder().tail(choice).build();
            try (HybridFile file = HybridFile.open(path, options)) {
                file.append(Pattern.bytes(file.endOffset(), 1000));
                System.out.println("forced by " + file.force().mechanism() + ": "
                        + file.ranges().get(0).reason());
            } catch (ModeUnavailableException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void theMappingIsRefusedWhereItsForceWouldEndTheProcess() throws Exception {
        Path directory = DaxDirectory.newDirectory();
        Path required = directory.resolve("required");
        Path preferred = directory.resolve("preferred");
        try (Child child = new Child(Child.WITHOUT_C2, Appender.class, required.toString(), preferred.toString())) {
            List<String> output = child.end();
            assertThat(child.exitValue()).as("exit status, after %s", output).isZero();
            List<String> lines = output.stream() // Without what it logged.
                    .filter(line -> line.startsWith("forced by ") || line.startsWith("refused: "))
                    .toList();
            assertThat(lines).hasSize(2);
            if (Runtime.version().feature() <= 17) {
                assertThat(lines).allMatch(line -> line.startsWith("forced by CACHE_LINE_WRITEBACK: "));
            } else {
                String cause = "the C2 compiler is off (-XX:TieredStopAtLevel=1)";
                assertThat(lines.get(0)).startsWith("refused: ").contains(cause);
                assertThat(lines.get(1)).startsWith("forced by FDATASYNC: ").contains(cause, "DAX_WRITE instead");
                assertThat(required).doesNotExist();
            }
        } finally {
            Files.deleteIfExists(required);
            Files.deleteIfExists(preferred);
            Files.delete(directory);
        }
    }
}
