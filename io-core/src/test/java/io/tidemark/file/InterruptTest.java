package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupts stop nothing and close nothing. */
@Tag("one-dax")
class InterruptTest {
    private static final int LENGTH = 64 << 20;
    private static final int READ = 4096;

    @Test
    void aStormOfInterruptsLeavesReadersAndTheWriterUnharmed(@TempDir Path directory) throws Exception {
        HybridFileOptions options = HybridFileOptions.builder()
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .build();
        try (HybridFile file = HybridFile.open(directory.resolve("file.tide"), options)) {
            ByteBuf data = Unpooled.buffer(LENGTH);
            while (data.writableBytes() > 0) {
                data.writeLong(data.writerIndex());
            }
            long start = file.append(data);
            file.force();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger interruptedReads = new AtomicInteger();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread[] readers = new Thread[2];
            for (int i = 0; i < readers.length; i++) {
                readers[i] = new Thread(() -> read(file, start, stop, interruptedReads, failure));
                readers[i].start();
            }
            for (int i = 0; i < 2000 && failure.get() == null; i++) {
                readers[i % readers.length].interrupt();
                LockSupport.parkNanos(200_000); // It has to get into a read between two interrupts.
            }
            Thread.currentThread().interrupt();
            file.append(Unpooled.wrappedBuffer(new byte[100]));
            file.force();
            assertThat(Thread.interrupted())
                    .as("the writer is still interrupted")
                    .isTrue();
            stop.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(interruptedReads.get()).isPositive();
        }
        assertThat(OpenResources.of(directory)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void whoIsInterruptedOpensAndAppendsAllTheSame(RangeMode mode, @TempDir Path directory) throws IOException {
        HybridFileOptions options =
                HybridFileOptions.builder().tail(ModeChoice.require(mode)).build();
        Thread.currentThread().interrupt();
        try (HybridFile file = HybridFile.open(directory.resolve("file.tide"), options)) {
            long start = file.append(Pattern.bytes(file.endOffset(), 5_000));
            file.force();
            Pattern.verify(file, start, 5_000);
        } finally {
            assertThat(Thread.interrupted()).as("it still is").isTrue();
        }
        assertThat(OpenResources.of(directory)).isEmpty();
    }

    private static void read(
            HybridFile file,
            long start,
            AtomicBoolean stop,
            AtomicInteger interruptedReads,
            AtomicReference<Throwable> failure) {
        ByteBuf target = Unpooled.directBuffer(READ);
        try {
            for (int i = 0; !stop.get(); i++) {
                int at = (int) ((i * 7919L * READ) % (LENGTH - READ));
                file.readAt(start + at, target.clear(), READ);
                if (target.getLong(0) != at || target.getLong(READ - 8) != at + READ - 8) {
                    throw new AssertionError("wrong bytes at " + at);
                }
                if (Thread.interrupted()) {
                    interruptedReads.incrementAndGet();
                }
            }
        } catch (IOException | AssertionError e) {
            failure.set(e);
        } finally {
            target.release();
        }
    }
}
