package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.demo.OwnCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A measurement in a process of its own, looked at and interrupted. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CalibrateProcessTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    private Path place;
    private Path errors;
    private Process process;

    @BeforeEach
    void makePlace() throws IOException {
        place = Files.createDirectory(directory.resolve("place"));
        errors = directory.resolve("errors");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Until it writes. */
    private Path startMeasuring() throws IOException {
        process = new ProcessBuilder(
                        OwnCommand.line(Tidemark.class, List.of("calibrate", place.toString(), "--seconds", "20")))
                .redirectError(errors.toFile())
                .start();
        Optional<Path> written = Optional.empty();
        while (process.isAlive() && written.isEmpty()) {
            LockSupport.parkNanos(10_000_000); // It is another process, and tells nobody.
            written = written();
        }
        return written.orElseThrow().getParent();
    }

    private Optional<Path> written() throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.getParent().getParent().equals(place))
                    .findFirst();
        } catch (UncheckedIOException e) {
            return Optional.empty(); // What it probes with comes and goes.
        }
    }

    private String interrupt() throws Exception {
        process.toHandle().destroy(); // By its handle, because that leaves what it printed to be read.
        assertThat(process.waitFor()).isEqualTo(TERMINATED);
        assertThat(process.getInputStream()).isEmpty();
        return Files.readString(errors);
    }

    @Test
    void anInterruptionIsOneLineAndLeavesNothing() throws Exception {
        startMeasuring();

        assertThat(interrupt()).isEqualTo("tidemark: interrupted; what was written to be measured is removed\n");
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void anInterruptionThatLeavesSomethingSaysWhere() throws Exception {
        Path work = startMeasuring();
        Files.createDirectories(work.resolve("of").resolve("somebody else"));

        assertThat(interrupt())
                .startsWith("tidemark: interrupted; " + place + ": what was written to be measured is left in "
                        + work.toRealPath() + " (")
                .endsWith("); delete it\n")
                .hasLineCount(1);
    }

    @Test
    void howFarItIsIsForWhoLooksAtStandardErrorOnATerminal() throws Exception {
        assertThat(measuredOnTerminal("")).contains("measuring", " s ", "FASTEST");
        assertThat(measuredOnTerminal("2>'" + errors + "'")).contains("FASTEST").doesNotContain("measuring");
        assertThat(errors).isEmptyFile();
        assertThat(measuredOnTerminal(">'" + directory.resolve("table") + "'")).contains("measuring");
        assertThat(directory.resolve("table")).content().contains("FASTEST");
    }

    private String measuredOnTerminal(String redirection) throws Exception {
        process = TerminalProcess.start(redirection, "calibrate", place.toString(), "--seconds", "1");
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(shown).isZero();
        return shown;
    }
}
