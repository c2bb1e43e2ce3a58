package io.tidemark.mode;

import io.tidemark.nativeio.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel thinks of a block device's write cache (Documentation/ABI/stable/sysfs-block, write_cache). */
final class WriteCache {
    static final String UNKNOWN = "unknown";

    private WriteCache() {}

    /**
     * {@code write back}, {@code write through}, or {@link #UNKNOWN} where no block device lies below, as for network
     * and memory file systems and those that span several devices.
     *
     * @param sysfs where sysfs is mounted
     */
    static String of(Path sysfs, FileFacts inode) {
        Path block = sysfs.resolve("dev/block").resolve(inode.deviceNumber());
        try {
            // A partition has no queue of its own; its directory lies inside its disk's.
            Path device = block.toRealPath();
            Path own = device.resolve("queue/write_cache");
            Path parents = device.resolveSibling("queue/write_cache");
            return Files.readString(Files.exists(own) ? own : parents).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
