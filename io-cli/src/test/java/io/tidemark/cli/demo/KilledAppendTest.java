package io.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.Tidemark;
import io.tidemark.cli.demo.DemoPlan.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shows a kill only if nothing else has ended the process. */
class KilledAppendTest {
    private static final long SEGMENT_BYTES = 1 << 20;
    private static final long LINES = 1_000;

    private static final Interruption NONE = new Interruption() {
        @Override
        public void begun() {}

        @Override
        public void cleanedUp(String outcome) {}
    };

    /** Acknowledges a line and ends by itself. */
    static final class EndsByItself {
        private EndsByItself() {}

        public static void main(String[] arguments) {
            System.out.println("0");
            System.err.println("enough");
            System.exit(3);
        }
    }

    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void writeInput() throws IOException {
        source = Files.writeString(directory.resolve("source"), "a line\n".repeat((int) LINES));
    }

    private long run(Class<?> command, long killAfter) throws IOException {
        try (Input input = Input.open(List.of(source), Files.size(source));
                Workspace workspace = Workspace.create(directory, Leftover.REMOVE, NONE);
                InputLines lines = new InputLines(input, input.lengthBytes())) {
            return new KilledAppend(workspace, command, SEGMENT_BYTES)
                    .run(lines, killAfter, Progress.none().begin("", 0));
        }
    }

    @Test
    void whatWasAcknowledgedBeforeTheKillIsCounted() throws IOException {
        assertThat(run(Tidemark.class, LINES / 2)).isBetween(LINES / 2, LINES);
    }

    @Test
    void whatEndsByItselfFailsTheDemoAndSaysHow() {
        assertThatThrownBy(() -> run(EndsByItself.class, LINES / 2))
                .isInstanceOf(IOException.class)
                .hasMessage("the appending process was to be ended by SIGKILL (exit value 137) after 500"
                        + " acknowledgements, but ended with 3 after 1: enough");
    }

    @Test
    void anInputThatHasFewerLinesThanItHadIsNotWaitedFor() {
        assertThatThrownBy(() -> run(Tidemark.class, LINES + 1))
                .isInstanceOf(IOException.class)
                .hasMessage("the input has 1000 lines, and had more a moment ago; take a file that nobody writes");
    }

    @Test
    void anInputThatIsCutOffMeanwhileIsNotWaitedFor() throws IOException {
        try (Input input = Input.open(List.of(source), Files.size(source));
                Workspace workspace = Workspace.create(directory, Leftover.REMOVE, NONE);
                InputLines lines = new InputLines(input, input.lengthBytes())) {
            Files.writeString(source, "a line\n");
            assertThatThrownBy(() -> new KilledAppend(workspace, Tidemark.class, SEGMENT_BYTES)
                            .run(lines, LINES / 2, Progress.none().begin("", 0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the input changed while it was read");
        }
    }
}
