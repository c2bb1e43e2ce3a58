package io.tidemark.bench.foundation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What fails ends a run, instead of letting it wait for ever. */
@Timeout(60)
class FailureTest {
    private static final int OUTSTANDING = 1024;

    @TempDir
    Path directory;

    @Test
    void anAppendThatFailsLaterEndsTheRunThatAwaitsIt() throws IOException {
        IOException failure = new IOException("the disk is gone");
        AtomicInteger appends = new AtomicInteger();
        LogOptions options = LogOptions.builder().segmentBytes(1 << 20).build();
        try (LogFile file = new LogFile(directory.resolve("f"), options, 128)) {
            LogAppends.Asynchronous failing = new LogAppends.Asynchronous(
                    file,
                    to -> appends.incrementAndGet() < OUTSTANDING
                            ? CompletableFuture.completedStage(0L)
                            : CompletableFuture.failedStage(failure));
            assertThatThrownBy(() -> failing.run(10 * OUTSTANDING)).hasCause(failure);
            assertThat(appends).hasValue(OUTSTANDING);
        }
    }

    @Test
    void aWriteForAllThatFailsIsToldToAllWhoWait() throws IOException {
        WorkTest.Places.needDirect(directory);
        DurableFloors.Native writes =
                new DurableFloors.Native(directory.resolve("floor"), 4096, DurableFloors.Sync.WRITE_FDATASYNC);
        SharedWrites shared = new SharedWrites(writes, 4);
        try {
            writes.close();
            assertThatThrownBy(() -> shared.run(40)).hasMessageContaining("the write for all threads failed");
        } finally {
            assertThatThrownBy(shared::close).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aProcessThatIsToldToEndTakesItsFoldersAndItsProcessesWithIt() throws Exception {
        Process process = OwnProcess.start(
                new ProcessBuilder(OwnProcess.java(Interrupted.class)).redirectError(ProcessBuilder.Redirect.INHERIT));
        long child;
        Path folder;
        try (var answers = process.inputReader()) {
            folder = Path.of(answers.readLine());
            child = Long.parseLong(answers.readLine());
            assertThat(folder.resolve("data")).exists();
            assertThat(ProcessHandle.of(child)).get().matches(ProcessHandle::isAlive);
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(folder).doesNotExist();
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** A process that would go on for ever. */
    static final class Interrupted {
        private Interrupted() {}

        public static void main(String[] arguments) throws Exception {
            Folders folders = new Folders();
            Path folder = folders.in(Path.of(System.getProperty("java.io.tmpdir")));
            Files.createFile(folder.resolve("data"));
            System.out.println(folder);
            System.out.println(
                    OwnProcess.start(new ProcessBuilder("sleep", "1000")).pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
