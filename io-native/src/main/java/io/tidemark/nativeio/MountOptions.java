package io.tidemark.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What file systems were mounted with, as far as the kernel tells this process. */
public final class MountOptions {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private MountOptions() {}

    /**
     * The options of the file system that a file is on, such as {@code dax=always}; not those of the mount alone, such as
     * {@code noatime}. Empty where the kernel doesn't say which mount that is, or doesn't show it.
     */
    public static List<String> of(FileFacts facts) throws IOException {
        String start = facts.mountId() + " ";
        for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) { // Paths may have any bytes.
            if (line.startsWith(start)) {
                return List.of(line.substring(line.lastIndexOf(' ') + 1).split(",", -1));
            }
        }
        return List.of();
    }
}
