package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.testing.FaultyPosix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel knows what was asked for, and forgets it. */
@Tag("no-disk")
class ProcessorLatencyTest {
    private final FaultyPosix posix = FaultyPosix.over(Posix.system());

    /** The strictest request of all processes, in microseconds. */
    private static int askedFor() throws IOException {
        ByteBuffer value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(ProcessorLatency.DEVICE, StandardOpenOption.READ)) {
            assertThat(channel.read(value, 0)).isEqualTo(Integer.BYTES);
        }
        return value.getInt(0);
    }

    private static String driver() throws IOException {
        return Files.exists(ProcessorLatency.DRIVER)
                ? Files.readString(ProcessorLatency.DRIVER).strip()
                : "";
    }

    private static void assumeKernelListens() throws IOException {
        assumeTrue(
                Files.isWritable(ProcessorLatency.DEVICE),
                ProcessorLatency.DEVICE + " isn't there, or this user may not write to it");
        assumeFalse(driver().equals("none"), "no driver puts the processors of this machine to sleep");
    }

    @Test
    void whereNoDriverPutsProcessorsToSleepNobodyIsAsked() throws Exception {
        assumeTrue(driver().equals("none"), "a driver puts the processors of this machine to sleep");
        assertThatThrownBy(() -> ProcessorLatency.open(posix.posix()))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContainingAll(ProcessorLatency.DEVICE.toString(), ProcessorLatency.DRIVER + ": none");
        posix.assertNothingHeld();
    }

    @Test
    void processorsStayAwakeWhileThatIsAskedFor() throws Exception {
        assumeKernelListens();
        int before = askedFor();
        assumeTrue(before > 0, "somebody else keeps the processors awake");
        try (ProcessorLatency latency = ProcessorLatency.open(posix.posix())) {
            assertThat(askedFor()).as("opened").isEqualTo(before);
            latency.allowNone();
            assertThat(askedFor()).as("none allowed").isZero();
            latency.allowAny();
            assertThat(askedFor()).as("any allowed").isEqualTo(before);
            latency.allowNone();
        }
        assertThat(askedFor()).as("closed").isEqualTo(before);
        posix.assertNothingHeld();
    }

    @Test
    void afterCloseNothingIsAskedForAndNothingFails() throws Exception {
        assumeKernelListens();
        ProcessorLatency latency = ProcessorLatency.open(posix.posix());
        latency.close();
        latency.close();
        posix.startTrace();
        latency.allowNone();
        latency.allowAny();
        assertThat(posix.trace()).isEmpty();
    }

    @Test
    void whereThereIsNoMemoryForTheQuestionNothingStaysOpen() {
        posix.fail("mmap", 1, Errno.ENOMEM);
        assertThatThrownBy(() -> ProcessorLatency.open(posix.posix())).isInstanceOf(OutOfMemoryError.class);
        posix.assertAllFired();
        posix.assertNothingHeld();
    }

    @Test
    void whoMayNotAskIsToldWhoMay() {
        posix.fail("open", 1, Errno.ENOENT); // Of the driver's name.
        posix.fail("open", 2, Errno.EACCES);
        assertThatThrownBy(() -> ProcessorLatency.open(posix.posix()))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(ProcessorLatency.DEVICE.toString())
                .hasMessageContaining("EACCES")
                .hasMessageContaining("root");
        posix.assertAllFired();
        posix.assertNothingHeld();
    }
}
