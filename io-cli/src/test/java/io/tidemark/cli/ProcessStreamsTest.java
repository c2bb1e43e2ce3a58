package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.demo.OwnCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, whose streams and environment somebody else has prepared. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessStreamsTest {
    /** dd leaves the flag with what it shares. */
    private static final String NON_BLOCKING_OUTPUT = "dd oflag=nonblock count=0 2>/dev/null </dev/null; ";

    private static final String NON_BLOCKING_INPUT = "dd iflag=nonblock count=0 of=/dev/null 2>/dev/null; ";

    @TempDir
    private Path directory;

    private Path log;
    private Path errors;
    private Process process;

    @BeforeEach
    void nameLog() {
        log = directory.resolve("log");
        errors = directory.resolve("errors");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** In a shell, behind what prepares its streams. */
    private void start(Map<String, String> environment, String preparation, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("bash", "-c", preparation + "exec \"$@\"", "bash"));
        line.addAll(OwnCommand.line(Tidemark.class, List.of(arguments)));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    @Test
    void anOutputThatTakesNoMoreAtTheMomentIsAFailure() throws Exception {
        String lines = LogRuns.lines(30_000, 100);
        LogRuns.append(log, lines);
        start(Map.of(), NON_BLOCKING_OUTPUT, "cat", log.toString());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(errors))
                .startsWith("tidemark: standard output: Resource temporarily unavailable; it is non-blocking, ")
                .contains("send it through cat")
                .hasLineCount(1);
        assertThat(lines).startsWith(output);
    }

    @Test
    void whatALogIsLikeIsNotCutOffQuietlyEither() throws Exception {
        LogRuns.append(log, LogRuns.lines(30_000, 100));
        // What nobody reads is full before the command begins.
        start(Map.of(), NON_BLOCKING_OUTPUT + "dd if=/dev/zero bs=1M count=1 2>/dev/null; ", "stat", log.toString());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(errors))
                .startsWith("tidemark: standard output: Resource temporarily unavailable; it is non-blocking, ")
                .hasLineCount(1);
    }

    @Test
    void aReaderOfANonBlockingOutputThatHasSeenEnoughIsNoFailure() throws Exception {
        LogRuns.append(log, LogRuns.lines(100, 100));
        start(Map.of(), NON_BLOCKING_OUTPUT + "read; ", "cat", log.toString());
        process.getInputStream().close();
        process.getOutputStream().close();

        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(errors).isEmptyFile();
    }

    @Test
    void aNonBlockingInputIsWaitedFor() throws Exception {
        start(Map.of(), NON_BLOCKING_INPUT, "append", "--acks", log.toString());
        OutputStream in = process.getOutputStream();
        in.write("one\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        assertThat(process.getInputStream().read()).as(Files.readString(errors)).isEqualTo('0');
        in.write("two\n".getBytes(StandardCharsets.US_ASCII));
        in.close();

        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(LogRuns.cat(log).out()).isEqualTo("one\ntwo\n");
    }

    /** It warns of large pages that it can't have, which no machine has unless it was told to. */
    @Test
    void warningsOfTheJvmAreNotInTheOutput() throws Exception {
        LogRuns.append(log, "one\n");
        start(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseLargePages"), "", "cat", "--format", "hex", log.toString());

        assertThat(process.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("6f6e65\n");
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    }

    @Test
    void aPathThatTheLocaleCannotTellIsRefusedWithAdvice() throws Exception {
        start(Map.of("LC_ALL", "C"), "set -- \"$@\" $'/\\303\\244'; ", "stat");

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors))
                .contains(" has characters that the locale doesn't know; set LC_ALL=C.UTF-8")
                .hasLineCount(1);
    }
}
