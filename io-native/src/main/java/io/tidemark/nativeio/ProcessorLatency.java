package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.O_CLOEXEC;
import static io.tidemark.nativeio.LinuxConstants.O_RDONLY;
import static io.tidemark.nativeio.LinuxConstants.O_RDWR;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Says how long processors that go idle may take to come back: any time, or none, so that they wait for work awake. The
 * kernel keeps to the strictest of all requests, of whatever process; one ends when it is closed, at the latest with the
 * process (Linux, Documentation/power/pm_qos_interface.rst).
 *
 * <p>Any thread. Nothing is allocated but by {@link #open}; nothing happens after {@link #close}.
 */
public final class ProcessorLatency implements Closeable {
    /** Where requests are made. */
    public static final Path DEVICE = Path.of("/dev/cpu_dma_latency");

    /** Says which driver puts processors to sleep; where there is none they halt, whatever was asked for. */
    public static final Path DRIVER = Path.of("/sys/devices/system/cpu/cpuidle/current_driver");

    private static final int MOST_DRIVER_BYTES = 32;

    /** What the kernel takes for no request, in microseconds. */
    private static final int ANY_MICROS = 2_000_000_000;

    private final Posix posix;
    private final Descriptor descriptor;
    private final NativeMemory memory;
    private final long any;
    private final long none;

    private ProcessorLatency(Posix posix, int fd, NativeMemory memory) {
        this.posix = posix;
        this.descriptor = new Descriptor(posix, fd);
        this.memory = memory;
        ByteBuffer values = memory.buffer().order(ByteOrder.nativeOrder());
        values.putInt(0, ANY_MICROS).putInt(Integer.BYTES, 0);
        this.any = memory.address();
        this.none = any + Integer.BYTES;
    }

    /**
     * Gets ready to ask, and asks for nothing yet.
     *
     * @throws java.nio.file.AccessDeniedException if this user may not ask ({@code EACCES}); root may, and whoever may
     *     write to the device
     * @throws java.nio.file.NoSuchFileException if the device isn't there ({@code ENOENT}), as in many containers
     * @throws IOException if the kernel would not listen, because it has no {@link #DRIVER}, as many virtual machines don't,
     *     or if the device can't be opened for another reason
     */
    public static ProcessorLatency open(Posix posix) throws IOException {
        NativeMemory memory = NativeMemory.allocate(posix, MOST_DRIVER_BYTES, Integer.BYTES);
        try {
            requireDriver(posix, memory);
            return new ProcessorLatency(posix, posix.open(DEVICE.toString(), O_RDWR | O_CLOEXEC, 0), memory);
        } catch (FileSystemException e) {
            memory.close();
            throw e;
        } catch (ErrnoException e) {
            memory.close();
            throw Failures.translate(
                    e,
                    DEVICE,
                    Failures.NONE,
                    Failures.NONE,
                    e.errno() == Errno.ENOENT
                            ? "this kernel or container has no such device"
                            : "only who may write to it can keep processors awake: root, or whom an administrator lets");
        }
    }

    private static void requireDriver(Posix posix, NativeMemory memory) throws FileSystemException {
        if (driver(posix, memory).equals("none")) {
            throw new FileSystemException(
                    DEVICE.toString(),
                    null,
                    "the kernel has no driver here that puts processors to sleep (" + DRIVER + ": none), so they halt,"
                            + " whatever is asked for");
        }
    }

    /** Its name; empty if the kernel doesn't tell, as in some containers. */
    private static String driver(Posix posix, NativeMemory memory) {
        try {
            int fd = posix.open(DRIVER.toString(), O_RDONLY | O_CLOEXEC, 0);
            try {
                byte[] name = new byte[(int) posix.pread(fd, memory.address(), MOST_DRIVER_BYTES, 0)];
                memory.buffer().get(name);
                return new String(name, StandardCharsets.US_ASCII).strip();
            } finally {
                posix.close(fd);
            }
        } catch (ErrnoException e) {
            return "";
        }
    }

    /** From now on processors stay awake. They take power as if they worked. */
    public void allowNone() {
        ask(none);
    }

    /** From now on they may sleep, as far as this request is concerned. */
    public void allowAny() {
        ask(any);
    }

    private void ask(long value) {
        try {
            int fd = descriptor.acquire();
            try {
                posix.pwrite(fd, value, Integer.BYTES, 0);
            } finally {
                descriptor.release();
            }
        } catch (ErrnoException | ClosedChannelException e) {
            return; // The kernel takes every value; and who was heard no more goes on, only later.
        }
    }

    /** Takes the request back. */
    @Override
    public void close() throws IOException {
        try {
            descriptor.close();
        } catch (ErrnoException e) {
            throw e.toIoException(DEVICE);
        } finally {
            memory.close();
        }
    }
}
