package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A salvage that fails leaves no part of a new log, which somebody might take for all that could be rescued. */
@Tag("no-disk")
class PartialSalvageTest extends LogInMemory {
    private static final int MOST_BYTES = 3_000;
    private static final int RECORDS = 3_000;

    private Path rescued;

    @BeforeEach
    void writeLog() throws IOException {
        rescued = place.directory().resolve("rescued");
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build())) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
        }
    }

    private Salvage salvage(Layout layout, LongConsumer progress) throws IOException {
        return Salvage.run(
                Environments.of(seam), path, rescued, SmallLogs.options(layout).build(), progress);
    }

    private void failAtTheNewLog(String call, int errno) {
        seam.bend(
                call, made -> made.file().startsWith(rescued.toString()), 1, Long.MAX_VALUE, FaultSeam.failing(errno));
    }

    private void assertFails(Layout layout, String call, int errno, String name) {
        AtomicBoolean isArmed = new AtomicBoolean(); // Progress may be told again before anything is written.
        LongConsumer whenSomeIsRescued = bytes -> {
            if (!isArmed.getAndSet(true)) {
                failAtTheNewLog(call, errno);
            }
        };
        IOException failure = catchThrowableOfType(IOException.class, () -> salvage(layout, whenSomeIsRescued));

        assertThat(failure).hasStackTraceContaining(name);
        assertThat(rescued).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskLeavesNothing(Layout layout) {
        assertFails(layout, "fallocate", Errno.ENOSPC, "ENOSPC");
    }

    @ParameterizedTest
    @EnumSource
    void aFailedForceLeavesNothing(Layout layout) {
        assertFails(layout, "fdatasync", Errno.EIO, "EIO");
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHearsOfTheProgressMayFailTooAndWhatWasThereBeforeStays(Layout layout) throws IOException {
        IllegalStateException thrown = new IllegalStateException("no terminal");

        assertThatThrownBy(() -> salvage(layout, bytes -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(rescued).doesNotExist();
        Files.writeString(rescued, "something else");
        assertThatThrownBy(() -> salvage(layout, bytes -> {})).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(rescued).hasContent("something else");
    }

    @ParameterizedTest
    @EnumSource
    void theErrorStaysWhatItWasIfThePartCannotBeDeleted(Layout layout) {
        IllegalStateException thrown = new IllegalStateException("no terminal");

        assertThatThrownBy(() -> salvage(layout, bytes -> {
                    failAtTheNewLog("fcntl", Errno.ENOMEM); // No lock, no deletion.
                    throw thrown;
                }))
                .isSameAs(thrown)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasStackTraceContaining("ENOMEM")));
        assertThat(rescued).exists();
    }
}
