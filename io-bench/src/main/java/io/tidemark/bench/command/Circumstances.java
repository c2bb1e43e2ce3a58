package io.tidemark.bench.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say how thoroughly to measure, and where. */
public final class Circumstances {
    @Option(names = "--quick", description = "Fewer and shorter rounds: a look, not figures to publish.")
    private boolean isQuick;

    @Option(
            names = "--dir",
            paramLabel = "DISKDIR",
            defaultValue = "${env:TIDEMARK_BENCH_DIR:-.}",
            description = "A directory on the disk to measure (default: the build directory).")
    private Path disk;

    @Option(
            names = "--memory-dir",
            paramLabel = "DIR",
            defaultValue = "/dev/shm",
            description = "A directory on a memory file system (default: ${DEFAULT-VALUE}).")
    private Path memory;

    /** Whether it is a look only. */
    public boolean isQuick() {
        return isQuick;
    }

    /** A directory on the disk. */
    public Path disk() {
        return disk;
    }

    /** A directory on a memory file system. */
    public Path memory() {
        return memory;
    }

    /** The same for a process that does a part. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--dir", disk.toString(), "--memory-dir", memory.toString()));
        if (isQuick) {
            arguments.add("--quick");
        }
        return arguments;
    }
}
