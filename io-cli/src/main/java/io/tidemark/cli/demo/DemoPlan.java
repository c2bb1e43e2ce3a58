package io.tidemark.cli.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * What a demo does.
 *
 * @param directory where it makes a directory of its own
 * @param files its input, in order; empty for files of the running JDK
 * @param limitBytes at most this much of the input is taken
 * @param readers threads that read while the writer writes
 * @param batchBytes a force follows when at least this much was appended
 * @param leftover what becomes of the file and the log afterwards
 * @param command the class that runs the command, for a process that is killed
 */
public record DemoPlan(
        Path directory,
        List<Path> files,
        long limitBytes,
        int readers,
        int batchBytes,
        Leftover leftover,
        Class<?> command) {
    /** What becomes of the file that the demo writes. */
    public enum Leftover {
        REMOVE,
        KEEP
    }

    public DemoPlan {
        files = List.copyOf(files);
    }
}
