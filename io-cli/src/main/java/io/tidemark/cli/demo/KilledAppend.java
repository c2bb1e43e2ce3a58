package io.tidemark.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Another process that appends to a log, and is killed (SIGKILL) in the middle. */
final class KilledAppend {
    /** The exit value of a process that SIGKILL has ended. */
    private static final int KILLED = 128 + 9;

    private final Workspace workspace;
    private final Class<?> command;
    private final long segmentBytes;

    /** @param command the class that runs the command */
    KilledAppend(Workspace workspace, Class<?> command, long segmentBytes) {
        this.workspace = workspace;
        this.command = command;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Feeds lines to it, and kills it when so many are acknowledged.
     *
     * @return how many it had acknowledged when it died
     * @throws IOException if anything but the kill ended it
     */
    long run(InputLines lines, long killAfter, Progress.Phase phase) throws IOException {
        Path errors = workspace.beside("append.err");
        Process process = workspace.start(new ProcessBuilder(OwnCommand.line(
                        command,
                        List.of(
                                "append",
                                "--binary",
                                "--acks",
                                "--layout",
                                "directory",
                                "--segment-bytes",
                                Long.toString(segmentBytes),
                                workspace.log().toString())))
                .redirectError(errors.toFile()));
        Feeder feed = new Feeder(lines, process, killAfter, phase);
        Thread feeder = new Thread(feed, "demo-feeder");
        feeder.setDaemon(true);
        feeder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long acknowledged = acknowledged(out, killAfter);
            process.toHandle().destroyForcibly(); // By its handle, because that leaves what it printed to be read.
            acknowledged += acknowledged(out, Long.MAX_VALUE);
            join(feeder);
            feed.requireFed();
            int exit = process.onExit().join().exitValue();
            // Whatever ends in another way may have tidied up before, and shows no recovery.
            if (exit != KILLED || acknowledged < killAfter) {
                throw new IOException("the appending process was to be ended by SIGKILL (exit value " + KILLED
                        + ") after " + killAfter + " acknowledgements, but ended with " + exit + " after "
                        + acknowledged + ": " + Files.readString(errors).strip());
            }
            return acknowledged;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Counts whole lines: a kill may tear the last one. */
    private static long acknowledged(BufferedReader out, long most) throws IOException {
        long count = 0;
        while (count < most) {
            int next = out.read();
            if (next < 0) {
                return count;
            }
            count += next == '\n' ? 1 : 0;
        }
        return count;
    }

    private static void join(Thread feeder) {
        boolean wasInterrupted = false;
        while (feeder.isAlive()) {
            try {
                feeder.join();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
