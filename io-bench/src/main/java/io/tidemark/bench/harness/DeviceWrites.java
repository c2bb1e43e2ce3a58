package io.tidemark.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that a block device was given to write, by its own sector counter: what a process is charged with counts whole
 * dirtied folios instead. The whole system writes to it, so take the median of many short turns.
 */
public final class DeviceWrites {
    private static final int SECTOR_BYTES = 512;
    private static final int SECTORS_WRITTEN = 6;

    /** Null where the file system has no block device of its own (tmpfs, btrfs). */
    private final Path statistics;

    private DeviceWrites(Path statistics) {
        this.statistics = statistics;
    }

    /** The device below a directory. */
    public static DeviceWrites of(Path directory) {
        Path statistics = blockDevice(directory).resolve("stat");
        return new DeviceWrites(Files.isReadable(statistics) ? statistics : null);
    }

    /** The folder in sysfs of the device below a directory; it need not exist. */
    static Path blockDevice(Path directory) {
        try {
            long number = (Long) Files.getAttribute(directory, "unix:dev");
            // The layout of dev_t in glibc: makedev(3).
            long major = (number >>> 8 & 0xfff) | (number >>> 32 & ~0xfffL);
            long minor = (number & 0xff) | (number >>> 12 & ~0xffL);
            return Path.of("/sys/dev/block", major + ":" + minor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a device to ask. */
    public boolean isAvailable() {
        return statistics != null;
    }

    /** Bytes so far; 0 where there is no device. */
    public long bytes() throws IOException {
        if (statistics == null) {
            return 0;
        }
        String[] fields = Files.readString(statistics).strip().split(" +", -1);
        return Long.parseLong(fields[SECTORS_WRITTEN]) * SECTOR_BYTES;
    }
}
