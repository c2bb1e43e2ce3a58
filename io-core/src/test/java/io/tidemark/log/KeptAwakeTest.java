package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FaultSeam;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.ProcessorLatency;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processors are kept awake for as long as a force lasts and no longer. A plain file stands for the kernel's device. */
@Tag("no-disk")
class KeptAwakeTest extends LogAtHand {
    private final ByteBuf record = Unpooled.directBuffer().writeLong(1);

    /** What was asked for, and the forces of the log, in their order. */
    private final List<String> calls = new ArrayList<>();

    private Path device;

    @BeforeEach
    void makeDevice() throws IOException {
        device = Files.createFile(place.directory().resolve("device"));
    }

    @AfterEach
    void releaseRecord() {
        record.release();
    }

    private void standIn() throws IOException {
        driverIs("haltpoll");
        redirect(ProcessorLatency.DEVICE, device);
        seam.bend("pwrite", call -> call.file().equals(device.toString()), 1, Long.MAX_VALUE, (call, real) -> {
            int micros = NativeBuffers.view(call.number(1), Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .getInt(0);
            note(micros == 0 ? "awake" : "asleep");
            return real.make(call.copy());
        });
        seam.bend("fdatasync", this::isForce, 1, Long.MAX_VALUE, (call, real) -> {
            note("force");
            return real.make(call.copy());
        });
    }

    private void driverIs(String name) throws IOException {
        redirect(ProcessorLatency.DRIVER, Files.writeString(place.directory().resolve("driver"), name + "\n"));
    }

    private void redirect(Path from, Path to) {
        seam.bend("open", call -> call.file().equals(from.toString()), 1, 1, (call, real) -> {
            Object[] arguments = call.copy();
            arguments[0] = to.toString();
            return real.make(arguments);
        });
    }

    private static boolean isOfDevice(FaultSeam.Call call) {
        return call.file().equals(ProcessorLatency.DEVICE.toString());
    }

    /** The appender's: helpers prepare space in the same file. */
    private boolean isForce(FaultSeam.Call call) {
        return !FaultSeam.isInBackground() && call.file().equals(path.toString());
    }

    private synchronized void note(String call) {
        calls.add(call);
    }

    private static LogOptions options() {
        return SmallLogs.options(Layout.SINGLE_FILE)
                .processors(Processors.KEPT_AWAKE)
                .build();
    }

    @Test
    void processorsStayAwakeFromTheBeginningOfAForceToItsEnd() throws Exception {
        standIn();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options())) {
            calls.clear();
            log.append(record, Durability.each());
            log.append(record, Durability.onDemand());
            log.append(record, Durability.each());
            assertThat(calls).containsExactly("awake", "force", "asleep", "awake", "force", "asleep");
        }
    }

    @Test
    void theySleepAgainAfterAForceThatFails() throws Exception {
        seam.bend("fdatasync", call -> isForce(call) && calls.contains("append"), 1, 1, FaultSeam.failing(Errno.EIO));
        standIn();
        HybridLog log = HybridLog.open(Environments.of(seam), path, options());
        calls.clear();
        note("append");
        assertThatThrownBy(() -> log.append(record, Durability.each())).isInstanceOf(IOException.class);
        assertThat(calls).containsExactly("append", "awake", "asleep");
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({Errno.EACCES + ", EACCES, root", Errno.ENOENT + ", ENOENT, container"})
    void whoCanNotKeepThemAwakeIsToldWhenTheLogIsOpened(int errno, String name, String hint) throws Exception {
        driverIs("haltpoll");
        seam.bend("open", KeptAwakeTest::isOfDevice, 1, 1, FaultSeam.failing(errno));
        assertThatThrownBy(() -> HybridLog.open(Environments.of(seam), path, options()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContainingAll("KEPT_AWAKE", ProcessorLatency.DEVICE.toString(), name, hint);
        assertThat(seam.fired()).isEqualTo(2);
        assertThat(path).doesNotExist();
    }

    @Test
    void whereNoDriverPutsThemToSleepOpeningSaysThatTheKernelWouldNotListen() throws Exception {
        driverIs("none");
        assertThatThrownBy(() -> HybridLog.open(Environments.of(seam), path, options()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContainingAll("KEPT_AWAKE", ProcessorLatency.DRIVER + ": none");
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(path).doesNotExist();
    }

    @Test
    void whoDoesNotAskForItNeverOpensTheDevice() throws Exception {
        seam.bend("open", KeptAwakeTest::isOfDevice, 1, 1, FaultSeam.failing(Errno.EACCES))
                .orNever();
        LogOptions asTheyAre = SmallLogs.options(Layout.SINGLE_FILE).build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, asTheyAre)) {
            log.append(record, Durability.each());
        }
        assertThat(seam.fired()).isZero();
    }
}
