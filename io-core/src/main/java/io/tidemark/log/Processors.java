package io.tidemark.log;

import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.ProcessorLatency;
import java.io.IOException;
import java.util.Optional;

/** What becomes of processors that have nothing to do while a log forces. */
public enum Processors {
    /** They go to sleep as the kernel likes. */
    LEFT_ALONE,

    /**
     * They wait awake for as long as a force lasts, and sleep as before between forces. A durable write is waited for
     * twice, for the bytes and for the flush, and a processor that has to be roused each time may take as long for that as
     * a fast disk for its work, on virtual machines above all.
     *
     * <p>This is a request to the kernel for all processors of the machine ({@link ProcessorLatency}): they draw power as
     * if they worked, and on a virtual machine take the host's time. Opening for writing fails if the kernel can't be
     * asked. It takes root, or write access to {@code /dev/cpu_dma_latency}, which containers usually lack. The kernel must
     * also be what puts processors to sleep, which is not so on many virtual machines. Use it for disks. On persistent
     * memory nothing is waited for, and asking costs more than a force.
     */
    KEPT_AWAKE;

    /** Gets ready to ask for it; empty where nothing is to be asked for. */
    Optional<ProcessorLatency> request(Posix posix) throws IOException {
        if (this == LEFT_ALONE) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProcessorLatency.open(posix));
        } catch (IOException e) {
            throw new IOException(
                    "Processors can't be " + KEPT_AWAKE + " here, as the log's options ask for: " + e.getMessage()
                            + ". Without that option the log opens",
                    e);
        }
    }
}
